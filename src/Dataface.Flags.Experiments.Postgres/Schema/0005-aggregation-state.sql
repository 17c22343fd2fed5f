-- What an aggregation holds for: one environment, and the table that it was written in. A restore makes that anew, so that its number tells a restored row
-- even in a copy of the cluster that it was dumped from. What was received before "begun_at" has not come since, whatever its transaction's number says.
-- Defaults for servers of the version before, which may still run: theirs is another form, so that neither goes on from the other's.
ALTER TABLE metrics.aggregations
    ADD COLUMN environment text NOT NULL DEFAULT '',
    ADD COLUMN made_in oid NOT NULL DEFAULT 0,
    ADD COLUMN begun_at timestamptz NOT NULL DEFAULT now();

-- Excluded units and the time of the last load are results, too, also where no row of the other tables changes.
CREATE FUNCTION metadata.count_load() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS
$$
BEGIN
    NEW.data_version := OLD.data_version + 1;
    RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION metadata.count_load() FROM PUBLIC;
CREATE TRIGGER count_load BEFORE UPDATE ON metadata.experiments FOR EACH ROW
    WHEN ((NEW.excluded_units, NEW.last_refresh_at) IS DISTINCT FROM (OLD.excluded_units, OLD.last_refresh_at)) EXECUTE FUNCTION metadata.count_load();
