-- What was changed by somebody else, or by the disk, shows: seal() is the server's own, a hash of the values.
ALTER TABLE guard_reports ADD COLUMN seal BLOB NOT NULL DEFAULT x'';
UPDATE guard_reports SET seal = seal(rollout, number, line);
ALTER TABLE sessions ADD COLUMN seal BLOB NOT NULL DEFAULT x'';
UPDATE sessions SET seal = seal(id, secret, ends_at);
ALTER TABLE webhooks ADD COLUMN seal BLOB NOT NULL DEFAULT x'';
UPDATE webhooks SET seal = seal(name, address, secret, events, environment, made_at, made_by);
