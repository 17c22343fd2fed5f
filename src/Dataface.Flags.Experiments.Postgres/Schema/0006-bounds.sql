-- What no program can read would hide what is beside it, from everybody: instants that are none, numbers that are none. Rows that are there stay.
DO $$
DECLARE
    bounded text[];
BEGIN
    FOREACH bounded SLICE 1 IN ARRAY ARRAY[
        ['metadata.experiments', 'created_at'], ['metadata.experiments', 'decided_at'], ['metadata.experiments', 'stable_at'],
        ['metadata.experiments', 'last_refresh_at'], ['metadata.experiment_audit', 'at'], ['metadata.refresh_log', 'started_at'],
        ['metadata.refresh_log', 'finished_at'], ['metrics.experiment_kpis', 'ts'], ['metrics.experiment_kpis', 'last_refresh_at'],
        ['metrics.experiment_exposures', 'ts'], ['metrics.exposure_events', 'at'], ['metrics.outcome_events', 'at']] LOOP
        EXECUTE format(
            'ALTER TABLE %s ADD CONSTRAINT %I CHECK (%I BETWEEN ''0001-01-02'' AND ''9999-12-30'') NOT VALID', bounded[1], bounded[2] || '_is_an_instant', bounded[2]);
    END LOOP;
    FOREACH bounded SLICE 1 IN ARRAY ARRAY[
        ['metadata.refresh_log', 'lag_seconds'], ['metrics.experiment_kpis', 'sum'], ['metrics.experiment_kpis', 'sum_of_squares'],
        ['metrics.experiment_kpis', 'denominator_sum'], ['metrics.experiment_kpis', 'denominator_sum_of_squares'], ['metrics.experiment_kpis', 'cross_sum']] LOOP
        EXECUTE format(
            'ALTER TABLE %s ADD CONSTRAINT %I CHECK (%I NOT IN (''NaN'', ''Infinity'', ''-Infinity'')) NOT VALID', bounded[1], bounded[2] || '_is_a_number', bounded[2]);
    END LOOP;
END
$$;
ALTER TABLE metadata.refresh_log ADD CONSTRAINT lag_is_bounded CHECK (lag_seconds BETWEEN 0 AND 1e10) NOT VALID;
ALTER TABLE metadata.experiments ADD CONSTRAINT kpis_are_names CHECK (array_position(kpis, NULL) IS NULL) NOT VALID;
ALTER TABLE metadata.experiments ADD CONSTRAINT decision_is_an_object CHECK (jsonb_typeof(decision) = 'object') NOT VALID;
