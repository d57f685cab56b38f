-- The key before the subject, by which nothing is looked up alone: keys differ and subjects seldom do, so that a key is found by one comparison, and keys that are made in the order of time
-- are written at the end of an organization's part. The index was the largest of the ledger, and is a little more than half as large now.
alter table ledger.idempotency drop constraint idempotency_pkey, add primary key (organization_id, key, subject);
