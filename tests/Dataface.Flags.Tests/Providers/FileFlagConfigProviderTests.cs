using Dataface.Flags.Providers;

namespace Dataface.Flags.Tests.Providers;

[TestFixture]
internal sealed class FileFlagConfigProviderTests : FlagConfigProviderContract
{
    private TemporaryFolder _folder = null!;

    private string File => _folder["flags.json"];

    [SetUp]
    public void MakeFolder() => _folder = new();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    protected override IFlagConfigProvider Open(string json)
    {
        Change(json);
        return new FileFlagConfigProvider(File);
    }

    protected override void Change(string json) => System.IO.File.WriteAllText(File, json);

    protected override bool TryBreak()
    {
        System.IO.File.Delete(File);
        return true;
    }

    [Test]
    public async Task Load_InTheMiddleOfASaveInPlace_WaitsForTheRest()
    {
        Change("");
        var provider = new FileFlagConfigProvider(File) { SaveClock = new SavedMeanwhile(() => Change(Document(2))) };
        Assert.That(await LoadAsync(provider), Is.EqualTo(Meaning(Document(2))));
    }

    [Test]
    public async Task Load_FileThatStaysEmpty_IsEmptyAlsoWhileTheClockIsHeld()
    {
        Change("");
        var content = await new FileFlagConfigProvider(File, new() { TimeProvider = new ManualTimeProvider() }).LoadAsync(default);
        Assert.That(content.Utf8Json.IsEmpty, Is.True);
    }

    [Test]
    public async Task OnChange_EditorReplacesTheFileByARename_IsNotifiedAndReadsTheNewOne()
    {
        var provider = Open(Document(1));
        await ToldAsync(provider, () =>
        {
            System.IO.File.WriteAllText(_folder["flags.json.tmp"], Document(2));
            System.IO.File.Move(_folder["flags.json.tmp"], File, overwrite: true);
        });
        Assert.That(await LoadAsync(provider), Is.EqualTo(Meaning(Document(2))));
    }

    [Test]
    public async Task OnChange_FileRemovedAndMadeAgain_IsNotifiedBothTimes()
    {
        var provider = Open(Document(1));
        await ToldAsync(provider, () => System.IO.File.Delete(File));
        Assert.That(async () => await provider.LoadAsync(default), Throws.InstanceOf<FileNotFoundException>().With.Message.Contains(File));
        await ToldAsync(provider, () => Change(Document(2)));
        Assert.That(await LoadAsync(provider), Is.EqualTo(Meaning(Document(2))));
    }

    /// <summary>
    /// As Kubernetes mounts a ConfigMap: the file links to ..data/flags.json, and ..data to a folder that is swapped by a rename.
    /// </summary>
    [Test]
    public async Task OnChange_ConfigMapSwapsItsLinks_IsNotifiedAndReadsTheNewOne()
    {
        void Publish(string version, string json)
        {
            Directory.CreateDirectory(_folder[version]);
            System.IO.File.WriteAllText(Path.Combine(_folder[version], "flags.json"), json);
            Directory.CreateSymbolicLink(_folder["..data_tmp"], version);
            using var move = System.Diagnostics.Process.Start("mv", ["-T", _folder["..data_tmp"], _folder["..data"]]);
            move.WaitForExit();
        }

        Publish("..2026_1", Document(1));
        System.IO.File.CreateSymbolicLink(File, "..data/flags.json");
        var provider = new FileFlagConfigProvider(File);
        Assert.That(await LoadAsync(provider), Is.EqualTo(Meaning(Document(1))));
        await ToldAsync(provider, () => Publish("..2026_2", Document(2)));
        Assert.That(await LoadAsync(provider), Is.EqualTo(Meaning(Document(2))));
    }

    [Test]
    public async Task OnChange_FolderComesLater_IsFoundByPolling()
    {
        var time = new ManualTimeProvider();
        var path = Path.Combine(_folder["later"], "flags.json");
        var provider = new FileFlagConfigProvider(path, new() { TimeProvider = time });
        var told = 0;
        using var subscription = provider.OnChange(() => told++);
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.That(told, Is.Zero);
        Directory.CreateDirectory(_folder["later"]);
        await System.IO.File.WriteAllTextAsync(path, Document(3));
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.That(told, Is.GreaterThan(0));
        Assert.That(await LoadAsync(provider), Is.EqualTo(Meaning(Document(3))));
    }

    [Test]
    public async Task Load_OptionalFileAbsent_IsADocumentWithoutFlags()
    {
        var provider = new FileFlagConfigProvider(File, new() { IsOptional = true });
        Assert.That(await LoadAsync(provider), Is.EqualTo(Meaning("{ \"schema\": 1 }")));
    }

    [Test]
    public void Load_FileTooLarge_SaysHowLargeAndWhatToDo()
    {
        Change(Document(1));
        var provider = new FileFlagConfigProvider(File, new() { MaxBytes = 10 });
        Assert.That(async () => await provider.LoadAsync(default),
            Throws.InstanceOf<IOException>().With.Message.Contains("at most 10").And.Message.Contains("MaxBytes"));
    }

    [Test]
    public async Task Load_FileBeingRewrittenAllTheTime_IsAlwaysOneOfItsVersionsOrRefused()
    {
        string[] versions = [WithDescription(new string('a', 1_000_000)), WithDescription(new string('b', 1_000_000))];
        var provider = Open(versions[0]);
        using var stop = new CancellationTokenSource();
        var reads = 0;
        var writer = Task.Run(async () =>
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(3));
            for (var i = 0; !stop.IsCancellationRequested && await timer.WaitForNextTickAsync(); i++)
            {
                // As where the clock of files ticks slowly: every version is as long and as old as the other.
                Change(versions[i % 2]);
                System.IO.File.SetLastWriteTimeUtc(File, DateTime.UnixEpoch);

                // Now and then it rests while one read begins and ends, however busy the machine is.
                if (i % 20 != 19) continue;
                var before = Volatile.Read(ref reads);
                while (Volatile.Read(ref reads) < before + 2 && !stop.IsCancellationRequested) await timer.WaitForNextTickAsync();
            }
        });
        var whole = 0;
        for (var i = 0; i < 200; i++)
        {
            try
            {
                var text = System.Text.Encoding.UTF8.GetString((await provider.LoadAsync(default)).Utf8Json.Span);
                if (versions.Contains(text)) whole++;
                else Assert.That(() => System.Text.Json.JsonElement.Parse(text), Throws.Exception,
                    "half of one version and half of another");
            }
            catch (IOException)
            {
                // It kept changing, or is locked at the moment; the client tries again.
            }

            Interlocked.Increment(ref reads);
        }

        await stop.CancelAsync();
        await writer;
        Assert.That(await LoadAsync(provider), Is.AnyOf(Meaning(versions[0]), Meaning(versions[1])));
        Assert.That(whole, Is.GreaterThan(0));
    }

    private static async Task ToldAsync(IFlagConfigProvider provider, Action act)
    {
        var told = new TaskCompletionSource();
        using var subscription = provider.OnChange(() => told.TrySetResult());
        act();
        await told.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    /// <summary>The save is done when the pause that waits for it is over.</summary>
    private sealed class SavedMeanwhile(Action save) : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            save();
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
