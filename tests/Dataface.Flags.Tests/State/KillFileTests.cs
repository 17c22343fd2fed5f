using Dataface.Flags.Documents;
using Dataface.Flags.Evaluating;
using Dataface.Flags.Files;
using Dataface.Flags.State;

namespace Dataface.Flags.Tests.State;

[TestFixture]
internal sealed class KillFileTests
{
    private TemporaryFolder _folder = null!;
    private ManualTimeProvider _time = null!;
    private LogRecorder _log = null!;
    private KillRegister _register = null!;

    private string Kills => _folder["mount/kills"];

    [SetUp]
    public void Make()
    {
        (_folder, _time, _log, _register) = (new(), new(), new(), new(new KillMarks(), () => { }));
        Directory.CreateDirectory(_folder["mount"]);
    }

    [TearDown]
    public void Remove() => _folder.Dispose();

    [Test, Rule("a kill survives")]
    public async Task Read_AnotherProcessKeepsItShut_KeepsWhatItSaidAndReadsOnWhenItCan()
    {
        File.WriteAllText(Kills, "f");
        using var file = Open();
        using (var shut = new FileStream(Kills, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            shut.SetLength(0);
            shut.Flush();
            await _time.AdvanceUntilAsync(() => _log.Count(2006) > 0, FileMonitor.DefaultPollInterval);
            Assert.That(_register.IsKilled("f"));
            shut.Write("g\n"u8);
        }

        await _time.AdvanceUntilAsync(() => _register.IsKilled("g") && _log.Count(2008) == 2, FileMonitor.DefaultPollInterval);
        Assert.That(_register.IsKilled("f"), Is.False);
        Assert.That(_log.Events.Last(e => e.Id == 2008).Text,
            Is.EqualTo("Kills by 'kill-file' were changed elsewhere: 1 killed, 1 restored: g, f."));
    }

    [Test]
    public async Task Read_LinesWithInvalidKeys_AreNamedAndTheOthersKill()
    {
        var bad = ImpossibleKeys.All.Where(k => !k.Contains('\n') && !k.StartsWith('#') && !Names.IsName(k.Trim())).ToList();
        File.WriteAllLines(Kills, ["f", .. bad, "# a comment", "", "g # why", "  h  "]);
        using var file = Open();
        Assert.That(_register.Kills.Select(k => k.Flag), Is.EquivalentTo(new[] { "f", "g", "h" }));
        var said = _log.Events.Where(e => e.Id == 2017).Select(e => e.Text).ToList();
        Assert.That(said, Has.Count.EqualTo(bad.Count));
        Assert.That(said[0],
            Does.Contain($"Line 2 of the kill file '{Kills}'").And.Contain("'errors in payment'").And.Contain("the other lines do"));

        File.AppendAllText(Kills, "i\n");
        await _time.AdvanceUntilAsync(() => _register.IsKilled("i"), FileMonitor.DefaultPollInterval);
        Assert.That(_log.Count(2017), Is.EqualTo(bad.Count), "each is said once");
    }

    [Test]
    public async Task Read_ItsFolderGoes_KeepsWhatItSaid()
    {
        File.WriteAllText(Kills, "f");
        using var file = Open();
        Directory.Move(_folder["mount"], _folder["elsewhere"]);
        await _time.AdvanceUntilAsync(() => _log.Count(2006) > 0, FileMonitor.DefaultPollInterval);
        Assert.That(_register.IsKilled("f"));
        Assert.That(_log.Events.First(e => e.Id == 2006).Text, Does.Contain(Kills));
    }

    [Test]
    public async Task Read_FailedOnceAndNothingChangesAfterwards_IsReadAgain()
    {
        File.WriteAllText(Kills, "f");

        // Another process has it open alone, as some editors do; letting go of it changes nothing that could be watched.
        KillFile file;
        using (new FileStream(Kills, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            file = Open();
            Assert.That((_register.IsKilled("f"), _log.Count(2006)), Is.EqualTo((false, 1)));
        }

        using (file) await _time.AdvanceUntilAsync(() => _register.IsKilled("f"), FileMonitor.DefaultPollInterval);
    }

    [Test]
    public async Task Read_NoFolderYet_IsReadWhenItComesAndSaysNothingUntilThen()
    {
        Directory.Delete(_folder["mount"]);
        using var file = Open();
        _time.Advance(FileMonitor.DefaultPollInterval);
        Assert.That(_log.Events, Is.Empty);
        Directory.CreateDirectory(_folder["mount"]);
        File.WriteAllText(Kills, "f");
        await _time.AdvanceUntilAsync(() => _register.IsKilled("f"), FileMonitor.DefaultPollInterval);
    }

    [Test]
    public void Read_Utf16WithMark_AsWindowsShellsWriteIt_IsRead()
    {
        File.WriteAllText(Kills, "f\r\n", System.Text.Encoding.Unicode);
        using var file = Open();
        Assert.That(_register.IsKilled("f"));
    }

    private KillFile Open() => new(Kills, _register, _time, _log);
}
