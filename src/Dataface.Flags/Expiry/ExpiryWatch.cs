using System.Globalization;
using Dataface.Flags.Documents;
using Dataface.Flags.Telemetry;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.Expiry;

/// <summary>Keeps the list of expiring flags and logs each flag once a day.</summary>
internal sealed class ExpiryWatch(string environment, int warningDays, ILogger logger)
{
    /// <summary>So many flags are logged at a time; the list has all of them.</summary>
    private const int LogLimit = 100;

    private readonly HashSet<(string Flag, bool IsExpired)> _logged = [];
    private readonly Lock _gate = new();
    private DateOnly _day;

    public IReadOnlyList<ExpiringFlag> Expiring { get; private set; } = [];

    public void Look(FlagDocument document, DateOnly today)
    {
        lock (_gate)
        {
            Expiring = ExpiryReport.Of(document, environment, today, warningDays);
            if (today != _day) _logged.Clear();
            _day = today;
            foreach (var flag in Expiring.Where(f => _logged.Add((f.Flag, f.IsExpired))).Take(LogLimit)) Log(flag);
        }
    }

    private void Log(ExpiringFlag flag)
    {
        var day = flag.Expires.ToString("O", CultureInfo.InvariantCulture);
        if (flag.IsExpired) ClientLog.Expired(logger, flag.Flag, flag.Owner, day);
        else if (flag.IsFullyOn) ClientLog.FullyOnExpiresSoon(logger, flag.Flag, flag.Owner, day, flag.DaysLeft);
        else ClientLog.ExpiresSoon(logger, flag.Flag, flag.Owner, day, flag.DaysLeft);
    }
}
