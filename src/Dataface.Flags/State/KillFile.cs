using Dataface.Flags.Background;
using Dataface.Flags.Files;
using Microsoft.Extensions.Logging;

namespace Dataface.Flags.State;

/// <summary>
/// A break-glass for when server and database are gone: a file with one key a line, <c>#</c> before a comment, <c>*</c> for every flag.
/// While it cannot be read, what it said last stays in force, and it is tried again.
/// </summary>
internal sealed class KillFile : IDisposable
{
    public const string Source = "kill-file";

    private static readonly TimeSpan RetryDelay = FileMonitor.DefaultPollInterval;

    private readonly string _path;
    private readonly KillRegister _register;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly OutageWitness _reading;
    private readonly ITimer _retry;
    private readonly FileMonitor _monitor;
    private readonly Lock _gate = new();
    private HashSet<(int Line, string Problem)> _problems = [];

    public KillFile(string path, KillRegister register, TimeProvider time, ILogger logger, OutageLog? outages = null)
    {
        _path = Path.GetFullPath(path);
        _register = register;
        _time = time;
        _logger = logger;
        _reading = (outages ?? new OutageLog(time, logger)).Witness(_path);
        _retry = time.CreateTimer(_ => Read(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _monitor = new FileMonitor(_path, FileMonitor.DefaultPollInterval, time, Read);
        Read();
    }

    public void Dispose()
    {
        _monitor.Dispose();
        _retry.Dispose();
        _reading.Dispose();
    }

    private void Read()
    {
        // One at a time, so that what was read later is what stays.
        lock (_gate)
        {
            try
            {
                Set(ReadKills());
                _reading.Works();
            }
            catch (FileNotFoundException)
            {
                Set([]);
                _reading.Works();
            }
            catch (DirectoryNotFoundException) when (_register.Of(Source).Count == 0)
            {
                // Its folder may come later. One that goes, such as a mount, takes no kill with it.
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                var news = _reading.Failed(error);
                StateLog.KillFileUnreadable(_logger, news.Level, _path, news.Count, error.Message);
                _retry.Change(RetryDelay, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Set(Kill[] kills)
    {
        var before = _register.Of(Source);
        _register.SetSource(Source, kills);
        KillChanges.Log(_logger, Source, before, kills);
    }

    /// <summary>The kills of the lines; says which lines kill nothing, once each.</summary>
    private Kill[] ReadKills()
    {
        var (kills, problems, number) = (new List<Kill>(), new HashSet<(int, string)>(), 0);
        foreach (var line in File.ReadLines(_path))
        {
            number++;
            if (Parse(line) is not { } kill) continue;
            if (ChangeCheck.ProblemOf(StateAction.Kill, kill.Flag) is not { } problem) kills.Add(kill);
            else if (problems.Add((number, problem)) && !_problems.Contains((number, problem))) StateLog.KillFileLine(
                _logger, number, _path, problem);
        }

        _problems = problems;
        return [.. kills];
    }

    private Kill? Parse(string line)
    {
        var comment = line.IndexOf('#', StringComparison.Ordinal);
        var key = (comment < 0 ? line : line[..comment]).Trim();
        if (key.Length == 0) return null;
        var reason = comment < 0 ? "" : line[(comment + 1)..].Trim();
        return new()
        {
            Flag = key,
            Source = Source,
            By = Source,
            At = WrittenAt(),
            Reason = reason.Length == 0 ? "listed in the kill file" : reason,
        };
    }

    private DateTimeOffset WrittenAt()
    {
        var written = File.GetLastWriteTimeUtc(_path);
        return written.Year > 1601 ? written : _time.GetUtcNow();
    }
}
