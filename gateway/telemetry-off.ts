/**
 * Imported before anything of Apollo's: from 2.14 on its gateway reports to its vendor unless told otherwise when it is
 * loaded.
 */
process.env['APOLLO_TELEMETRY_DISABLED'] = '1';
