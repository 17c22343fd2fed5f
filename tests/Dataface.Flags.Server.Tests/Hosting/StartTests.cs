using Dataface.Flags.Postgres.Tests;

namespace Dataface.Flags.Server.Tests.Hosting;

/// <summary>What a process makes of its command line and environment.</summary>
[TestFixture]
internal sealed class StartTests
{
    private const string Variable = "DATAFACE_FLAGS_POSTGRES";

    private const string Nowhere = "Host=127.0.0.1;Port=1;Database=flags";

    private static readonly (string, string)[] DatabaseInTheEnvironment = [(Variable, Nowhere)];

    [Test]
    public async Task Data_OnTheCommandLine_BeatsTheDatabaseOfTheEnvironmentAndOfTheSecretsFile()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["secrets.json"], $$"""{ "Server": { "Postgres": "{{Nowhere}}" } }""");
        string[] args = ["--data", folder["data"], "--secrets-file", folder["secrets.json"]];
        await using var server = await ServerProcess.StartAsync(DatabaseInTheEnvironment, args);
        Assert.That(server.Storage, Is.EqualTo($"data folder {folder["data"]}"));
    }

    [Test]
    public async Task Postgres_OnTheCommandLine_BeatsTheEnvironmentAndAFolderBesideIt()
    {
        using var folder = new TemporaryFolder();
        await using var database = await TestDatabase.CreateAsync();
        string[] args = ["--data", folder["data"], "--postgres", database.ConnectionString];
        await using var server = await ServerProcess.StartAsync(DatabaseInTheEnvironment, args);
        Assert.That(server.Storage, Does.StartWith("PostgreSQL ").And.EndWith("/" + database.Name));
        Assert.That(Directory.Exists(folder["data"]), Is.False);
    }

    [Test]
    public async Task Postgres_OfTheEnvironment_BeatsTheDefaultFolder()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var server = await ServerProcess.StartAsync([(Variable, database.ConnectionString)]);
        Assert.That(server.Storage, Does.EndWith("/" + database.Name));
    }

    [Test]
    public async Task Postgres_GivenButEmpty_IsRefusedUnlessAFolderIsNamed()
    {
        await Assert.ThatAsync(() => ServerProcess.StartAsync("--postgres", ""), IsRefused());
        await Assert.ThatAsync(() => ServerProcess.StartAsync([(Variable, " ")]), IsRefused());
        using var folder = new TemporaryFolder();
        await using var server = await ServerProcess.StartAsync([(Variable, " ")], "--data", folder["data"]);
        Assert.That(server.Storage, Is.EqualTo($"data folder {folder["data"]}"));

        static NUnit.Framework.Constraints.Constraint IsRefused() =>
            Throws.InvalidOperationException.With.Message.Contains("Postgres is given, but empty. Write --postgres");
    }

    [Test]
    public async Task Folder_OfDocumentsMissing_IsRefusedWithWhatToWrite([Values("experiments", "portfolio")] string option)
    {
        using var folder = new TemporaryFolder();
        await Assert.ThatAsync(
            () => ServerProcess.StartAsync("--data", folder["data"], "--" + option, folder["nowhere"]),
            Throws.InvalidOperationException
                .With.Message.Contains($"names the folder '{folder["nowhere"]}', which is not there. Write --{option} and a folder"));
    }

    [Test]
    public async Task Folder_OfDocumentsGivenButEmpty_IsRefusedWithWhatToWrite([Values("experiments", "portfolio")] string option)
    {
        using var folder = new TemporaryFolder();
        (string, string)[] environment = [("DATAFACE_FLAGS_" + option.ToUpperInvariant(), "")];
        await Assert.ThatAsync(() => ServerProcess.StartAsync("--data", folder["data"], "--" + option, ""), IsRefused());
        await Assert.ThatAsync(() => ServerProcess.StartAsync(environment, "--data", folder["data"]), IsRefused());

        NUnit.Framework.Constraints.Constraint IsRefused() =>
            Throws.InvalidOperationException.With.Message.Contains(
                $"is given, but empty. Write --{option} (or DATAFACE_FLAGS_").And.Message.Not.Contains("Unhandled exception");
    }

    [Test]
    public async Task SecretsFile_Missing_IsRefusedWithWhatToWrite()
    {
        using var folder = new TemporaryFolder();
        await Assert.ThatAsync(
            () => ServerProcess.StartAsync("--data", folder["data"], "--secrets-file", folder["nothing.json"]),
            Throws.InvalidOperationException
                .With.Message.Contains(folder["nothing.json"]).And.Message.Contains("Write one JSON object").And.Message.Not.Contains(
                    "Unhandled exception"));
    }
}
