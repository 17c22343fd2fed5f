using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Dataface.Flags.Server.Tests.Hosting;

/// <summary>What starts no server: it says why in a sentence, and leaves nothing behind.</summary>
[TestFixture]
internal sealed class RefusedStartTests
{
    private const int Refused = 1;
    private const int Usage = 64;

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void Make()
    {
        _folder = new TemporaryFolder();
        Directory.CreateDirectory(_folder["here"]);
    }

    [TearDown]
    public void Remove() => _folder.Dispose();

    [TestCase("--help")]
    [TestCase("-h")]
    [TestCase("help")]
    [TestCase("--data x --help")]
    [TestCase("backup --help")]
    public async Task Help_HoweverItIsAskedFor_IsHelpAndNoServer(string line)
    {
        var (code, output, errors) = await RunAsync(line);
        Assert.That(code, Is.Zero, errors);
        Assert.That(output, Does.Contain("Usage:").And.Contain("--data").And.Contain("backup").And.Not.Contain("First admin key"));
        Assert.That(errors, Is.Empty);
        NothingIsLeft();
    }

    [TestCase("--version")]
    [TestCase("version")]
    public async Task Version_IsItsNameAndNumber(string line)
    {
        var (code, output, _) = await RunAsync(line);
        Assert.That(code, Is.Zero);
        Assert.That(output.Trim(), Does.Match(@"^Dataface\.Flags\.Server \d+\.\d+"));
        NothingIsLeft();
    }

    [TestCase("--dta x", "Did you mean --data?")]
    [TestCase("--dta=x", "Did you mean --data?")]
    [TestCase("--Server:HeartbeatSecnds=1", "Did you mean --Server:HeartbeatSeconds?")]
    [TestCase("--Server:RateLimit:Raed 1", "Did you mean --Server:RateLimit:Read?")]
    [TestCase("--HeartbeatSeconds 1", "Did you mean --Server:HeartbeatSeconds?")]
    [TestCase("--nonsense-of-nobody 1", "--help lists")]
    [TestCase("--data", "--data has no value")]
    [TestCase("x --data y", "There is no command 'x'")]
    [TestCase("backp --data y", "Did you mean 'backup'?")]
    [TestCase("-x", "'-x' is not an option")]
    [TestCase("/data y", "There is no command '/data'")]
    [TestCase("--data y stray", "'stray' is not an option")]
    [TestCase("backup --dta y --to z", "Did you mean --data?")]
    [TestCase("restore --data y", "--from is missing")]
    [TestCase("check --reson x", "Did you mean --reason?")]
    [TestCase("recover", "--reason is missing")]
    [TestCase("restore --data y --from .", "--from names the folder '.'")]
    [TestCase("backup --data y --to ..", "--to names the folder '..'")]
    public async Task Line_Invalid_IsReportedWithWhatToWrite(string line, string hint)
    {
        var (code, output, errors) = await RunAsync(line);
        Assert.That(code, Is.EqualTo(Usage));
        IsASentence(errors, hint);
        Assert.That(output, Is.Empty);
        NothingIsLeft();
    }

    [TestCase("--Server:HeartbeatSeconds=abc", "HeartbeatSeconds")]
    [TestCase("--Server:HeartbeatSeconds=0", "HeartbeatSeconds")]
    [TestCase("--environment Pro%duction", "is not a valid environment name")]
    [TestCase("--urls nonsense", "nonsense")]
    [TestCase("--urls http://127.0.0.1:99999", "ports are 0 to 65535")]
    [TestCase("--data /proc/nowhere --urls http://127.0.0.1:0", "Write another folder after --data")]
    [TestCase("--urls https://127.0.0.1:0 --Kestrel:Certificates:Default:Path=nowhere.pfx", "nowhere.pfx")]
    [TestCase("--secrets-file nowhere.json", "nowhere.json")]
    [TestCase("--postgres nonsense", "is not a connection string")]
    [TestCase("--postgres Host=127.0.0.1;Port=1;Database=flags;Timeout=1", "PostgreSQL 127.0.0.1:1/flags cannot be used")]
    [TestCase("--Server:Keys:0:Name=x", "needs either Secret or Sha256")]
    [TestCase("--base-path https://elsewhere.example", "is not a valid base path")]
    [TestCase("--Server:OfrepOrigins:0=*", "'*', which is not an origin")]
    [TestCase("--Server:OfrepOrigins:0=https://Shop.example.com/", "Write https://shop.example.com.")]
    [TestCase("--Server:OfrepOrigins:0=https://shop.example.com:443", "Write https://shop.example.com.")]
    [TestCase("--Server:OfrepOrigins:0=null", "'null', which is not an origin")]
    [TestCase("--Server:TrustedProxies:0=10", "'10' is neither an address nor a network")]
    public async Task Setting_Unusable_IsReportedAndNothingIsLeft(string line, string what)
    {
        var (code, output, errors) =
            await RunAsync(line.Contains("--urls", StringComparison.Ordinal) ? line : "--urls http://127.0.0.1:0 " + line);
        Assert.That(code, Is.EqualTo(Refused), output);
        IsASentence(errors, what);
        Assert.That(output, Does.Not.Contain("First admin key").And.Not.Contain("   at "));
        NothingIsLeft();
    }

    [TestCase("--first-key-file=", "Write --first-key-file (or DATAFACE_FLAGS_FIRST_KEY_FILE) and its value")]
    [TestCase("--data=", "Write --data (or DATAFACE_FLAGS_DATA) and its value")]
    [TestCase("--secrets-file=", "Write --secrets-file")]
    [TestCase("--base-path=", "Write --base-path")]
    [TestCase("--environment=", "Write --environment")]
    [TestCase("--portfolio=", "Write --portfolio")]
    [TestCase("--Server:UnitSecret=", "Write --Server:UnitSecret and its value")]
    [TestCase("--Server:HeartbeatSeconds=", "Write --Server:HeartbeatSeconds")]
    [TestCase("--Server:TrustedProxies:0=", "Write --Server:TrustedProxies:0")]
    public async Task Setting_GivenButEmpty_IsReportedAndNothingIsLeft(string line, string what)
    {
        var (code, _, errors) = await RunAsync("--urls http://127.0.0.1:0 " + line);
        Assert.That(code, Is.EqualTo(Refused));
        IsASentence(errors, "is given, but empty. " + what);
        NothingIsLeft();
    }

    [Test]
    public async Task Recover_FolderThatNoServerHasUsed_IsReportedAndNotMade()
    {
        var (code, output, errors) = await RunAsync("recover --data flags-dtaa --reason INC-1");
        Assert.That(code, Is.EqualTo(Refused), output);
        IsASentence(errors, "There is no database");
        NothingIsLeft();
    }

    [Test]
    public async Task Setting_MisspeltInTheEnvironmentOrASecretsFile_IsReportedAndNothingIsLeft()
    {
        var environment = await RunAsync("--urls http://127.0.0.1:0", ("DATAFACE_FLAGS_POSTGRS", "Host=db"));
        Assert.That(environment.Code, Is.EqualTo(Refused));
        IsASentence(environment.Errors, "Did you mean 'Server:Postgres'?");
        await File.WriteAllTextAsync(_folder["secrets.json"], """{ "Server": { "Kyes": [] , "HeartbeatSecond": "1" } }""");
        var file = await RunAsync($"--urls http://127.0.0.1:0 --secrets-file {_folder["secrets.json"]}");
        Assert.That(file.Code, Is.EqualTo(Refused));
        IsASentence(file.Errors, "There is no setting");
        NothingIsLeft();
    }

    [Test]
    public async Task Port_Taken_IsReportedAndNoFolderOrKeyIsMade()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var (code, output, errors) = await RunAsync($"--urls http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}");
        Assert.That(code, Is.EqualTo(Refused));
        IsASentence(errors, "address already in use");
        Assert.That(output, Does.Not.Contain("First admin key").And.Not.Contain("   at "));
        NothingIsLeft();
    }

    [Test]
    public async Task Folder_IsAFile_IsReportedAndLeftAlone()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder["here"], "data"), "mine");
        var (code, _, errors) = await RunAsync("--urls http://127.0.0.1:0 --data data");
        Assert.That(code, Is.EqualTo(Refused));
        IsASentence(errors, "data");
        Assert.That(await File.ReadAllTextAsync(Path.Combine(_folder["here"], "data")), Is.EqualTo("mine"));
    }

    [Test]
    public async Task Folder_WithADamagedJournal_IsReportedAndNoKeyIsMade()
    {
        Directory.CreateDirectory(_folder["data"]);
        await File.WriteAllTextAsync(Path.Combine(_folder["data"], "state.jsonl"), "{\"not\":\"a record\"}\n{\"nor\":1}\n");
        var (code, output, errors) = await RunAsync($"--urls http://127.0.0.1:0 --data {_folder["data"]}");
        Assert.That(code, Is.EqualTo(Refused), output);
        IsASentence(errors, "state.jsonl");
        Assert.That(output, Does.Not.Contain("First admin key").And.Not.Contain("   at "));
        Assert.That(File.Exists(Path.Combine(_folder["data"], "dataface-flags.db")), Is.False);
    }

    private static void IsASentence(string errors, string what)
    {
        Assert.That(errors, Does.Contain(what));
        Assert.That(errors, Does.Not.Contain("Unhandled exception").And.Not.Contain("   at ").And.Not.Contain("Exception:"));
    }

    private void NothingIsLeft() => Assert.That(Directory.EnumerateFileSystemEntries(_folder["here"]), Is.Empty);

    private async Task<(int Code, string Output, string Errors)> RunAsync(string line, params (string Name, string Value)[] environment)
    {
        var server = Path.Combine(TestContext.CurrentContext.TestDirectory, "Dataface.Flags.Server.dll");
        var start = new ProcessStartInfo("dotnet", [server, .. line.Split(' ', StringSplitOptions.RemoveEmptyEntries)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder["here"],
        };
        start.Environment.Remove("DATAFACE_FLAGS_POSTGRES");
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var (output, errors) =
            (process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token));
        try
        {
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }
}
