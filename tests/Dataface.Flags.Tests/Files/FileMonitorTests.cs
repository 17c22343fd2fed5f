using Dataface.Flags.Files;

namespace Dataface.Flags.Tests.Files;

[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class FileMonitorTests : IDisposable
{
    private static readonly DateTime Stamp = new(2026, 11, 20, 12, 0, 0, DateTimeKind.Utc);

    private readonly ManualTimeProvider _time = new();
    private readonly TemporaryFolder _folder = new();
    private int _told;

    private string Target => _folder["flags.json"];

    public void Dispose() => _folder.Dispose();

    private FileMonitor Watch(string path) => new(path, TimeSpan.FromSeconds(5), _time, () => Interlocked.Increment(ref _told));

    private Task ToldMoreThanAsync(int before, string what) => Eventually.HoldsAsync(() => Volatile.Read(ref _told) > before, what);

    private static void Write(string path, string content)
    {
        File.WriteAllText(path, content);
        File.SetLastWriteTimeUtc(path, Stamp);
    }

    [Test]
    public async Task Changed_SameLengthWithinOneTickOfTheClock_IsReportedEachTime()
    {
        Write(Target, "5");
        using var monitor = Watch(Target);
        foreach (var content in new[] { "9", "1", "7" })
        {
            var before = _told;
            Write(_folder["next"], content);
            File.Move(_folder["next"], Target, overwrite: true);
            await ToldMoreThanAsync(before, "a file with other content, the same length and the same time is told");
        }
    }

    [Test]
    public async Task Changed_NeighbourWritten_IsNotTold()
    {
        Write(Target, "5");
        using var monitor = Watch(Target);
        using var witness = new FileSystemWatcher(Path.GetDirectoryName(Target)!) { EnableRaisingEvents = true };
        var seen = new TaskCompletionSource();
        witness.Created += (_, e) => { if (e.Name == "last") seen.TrySetResult(); };
        for (var i = 0; i < 100; i++) File.WriteAllText(_folder["neighbour"], $"{i}");
        File.WriteAllText(_folder["last"], "");
        await seen.Task.WaitAsync(TimeSpan.FromSeconds(30));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.That(_told, Is.Zero);
    }

    [Test]
    public async Task Changed_FolderRemovedAndMadeAgain_IsFoundByPollingAndThenByNotices()
    {
        var path = Path.Combine(_folder["config"], "flags.json");
        Directory.CreateDirectory(_folder["config"]);
        Write(path, "1");
        using var monitor = Watch(path);
        Directory.Delete(_folder["config"], recursive: true);
        await ToldMoreThanAsync(0, "the file is gone");
        await Eventually.HoldsAsync(() => { _time.Advance(TimeSpan.FromSeconds(5)); return true; }, "polling notices the missing folder");
        var before = _told;
        Directory.CreateDirectory(_folder["config"]);
        Write(path, "2");
        _time.Advance(TimeSpan.FromSeconds(5));
        await ToldMoreThanAsync(before, "the file is back");
        before = _told;
        Write(path, "33");
        await ToldMoreThanAsync(before, "notices come again, without polling");
    }

    [Test, Platform("Unix,Linux,MacOsX")]
    public async Task Changed_LinkPointsElsewhere_IsReportedThoughLengthAndTimeAreTheSame()
    {
        foreach (var folder in new[] { "v1", "v2" })
        {
            Directory.CreateDirectory(_folder[folder]);
            Write(Path.Combine(_folder[folder], "flags.json"), folder);
        }

        File.CreateSymbolicLink(Target, Path.Combine("v1", "flags.json"));
        using var monitor = Watch(Target);
        File.CreateSymbolicLink(_folder["next"], Path.Combine("v2", "flags.json"));
        File.Move(_folder["next"], Target, overwrite: true);
        await ToldMoreThanAsync(0, "the link points elsewhere");
    }

    [Test]
    public void Dispose_ThenChanges_IsNotTold()
    {
        Write(Target, "5");
        var monitor = Watch(Target);
        monitor.Dispose();
        monitor.Dispose();
        Write(Target, "66");
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.That(_told, Is.Zero);
    }
}
