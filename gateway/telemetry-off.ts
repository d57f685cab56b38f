/**
 * Telemetry of Apollo's gateway, switched off. Import this before any package of Apollo's: from 2.14 on, its gateway
 * reports to its vendor unless this is set when it is loaded.
 */
process.env['APOLLO_TELEMETRY_DISABLED'] = '1';
