using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Background;

/// <summary>
/// Sees to it that one cause gives one line when it begins and one when it is over, however many parts of a client meet it and however
/// often.
/// An outage is of one source and one cause; it is over when no part meets it any more. Thread-safe.
/// </summary>
internal sealed partial class OutageLog(TimeProvider time, ILogger logger)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Source, string Cause), Outage> _open = [];

    /// <summary>Somebody who depends on a source.</summary>
    /// <param name="source">The source's name, the same for everybody who depends on it.</param>
    public OutageWitness Witness(string source) => new(this, source);

    /// <summary>Notes a failure.</summary>
    /// <returns>How loudly it is to be told, and how many there have been in this outage.</returns>
    public OutageNews Failed(OutageWitness witness, Exception error)
    {
        lock (_gate)
        {
            var outage = Find(witness.Source, OutageCause.Of(error));
            var isNew = outage is null;
            outage ??= Begin(witness.Source, OutageCause.Of(error));
            outage.Witnesses.Add(witness);
            return new(isNew ? LogLevel.Error : LogLevel.Debug, ++outage.Failures);
        }
    }

    /// <summary>
    /// The witness does not try again by itself, so that its silence says nothing, and the outage is not kept open for it.
    /// </summary>
    public void GiveUp(OutageWitness witness)
    {
        lock (_gate)
        {
            foreach (var outage in _open.Values) outage.Witnesses.Remove(witness);
        }
    }

    /// <summary>The witness meets no outage any more. The last one to say so ends it.</summary>
    /// <param name="witness">Whose source works.</param>
    /// <param name="isWell">False when the witness only goes, and knows nothing.</param>
    public void Leave(OutageWitness witness, bool isWell)
    {
        var (began, failures) = (long.MaxValue, 0L);
        lock (_gate)
        {
            foreach (var (key, outage) in _open)
            {
                if (key.Source != witness.Source) continue;
                outage.Witnesses.Remove(witness);
                if (outage.Witnesses.Count > 0) continue;
                _open.Remove(key);
                (began, failures) = (Math.Min(began, outage.Began), failures + outage.Failures);
            }
        }

        if (isWell && failures > 0) Over(logger, witness.Source, Rounded(time.GetElapsedTime(began)), failures);
    }

    /// <summary>Somebody who has waited in vain meets whatever outage there is.</summary>
    private Outage? Find(string source, string cause)
    {
        if (cause != OutageCause.Silence) return _open.GetValueOrDefault((source, cause));
        return _open.GetValueOrDefault((source, OutageCause.NoAnswer)) ?? _open.FirstOrDefault(o => o.Key.Source == source).Value;
    }

    private Outage Begin(string source, string cause)
    {
        var outage = new Outage(time.GetTimestamp());
        _open.Add((source, cause == OutageCause.Silence ? OutageCause.NoAnswer : cause), outage);
        return outage;
    }

    private static TimeSpan Rounded(TimeSpan time) => time < TimeSpan.FromSeconds(1)
        ? TimeSpan.FromMilliseconds(Math.Ceiling(time.TotalMilliseconds))
        : TimeSpan.FromSeconds(Math.Round(time.TotalSeconds));

    [LoggerMessage(3006, LogLevel.Information, "'{Source}' works again after {Duration}. Failed attempts: {Failures}.")]
    private static partial void Over(ILogger logger, string source, TimeSpan duration, long failures);

    private sealed class Outage(long began)
    {
        public long Began => began;

        public long Failures { get; set; }

        public HashSet<OutageWitness> Witnesses { get; } = [];
    }
}
