using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Dataface.Flags.Postgres.Tests;
using Dataface.Flags.Postgres.Tests.Faults;
using Dataface.Flags.Server.Hosting;
using Dataface.Flags.Server.Tests.Experiments;
using Dataface.Flags.Server.Tests.Fleet;
using Npgsql;

namespace Dataface.Flags.Server.Tests.Maintenance;

/// <summary>PostgreSQL goes back to a dump, by the commands of docs/operations.md themselves.</summary>
[TestFixture]
internal sealed class PostgresDumpTests
{
    private const string Dump = "pg_dump --format=custom --file=flags.dump";

    private const string OverIt = "pg_restore --clean";

    private const string IntoAnEmptyOne = "pg_restore --single-transaction";

    private const string TablesWithoutRowSecurity =
        """
        SELECT count(*) FROM pg_class
        WHERE relkind = 'r' AND NOT relrowsecurity AND relnamespace::regnamespace::text IN ('dataface_flags', 'metadata', 'metrics')
        """;

    private static readonly (string Attack, string Refusal)[] Attacks =
    [
        ("DELETE FROM dataface_flags.audit", "only ever added to"),
        ("UPDATE metadata.experiment_audit SET by = 'me'", "only ever added to"),
        ("UPDATE metadata.experiments SET status = 'draft' WHERE id = 'one-page'", "does not go from"),
    ];

    private static readonly EvaluationContext Somebody = EvaluationContext.ForUser("user-42");

    [Test, Rule("an outage cannot revive a killed flag")]
    public async Task Restore_OfADumpByTheDocumentedCommands_ServerAndServicesContinueFromIt()
    {
        using var folder = new TemporaryFolder();
        await using var cluster = new Cluster();
        await cluster.StartAsync();
        await using var database = await TestDatabase.CreateAsync(cluster.Server);
        await database.RunAsync("CREATE ROLE ann LOGIN PASSWORD 'secret'; CREATE ROLE bob LOGIN PASSWORD 'secret'");
        Uri address;
        string secret, kept;
        Services services;
        await using (var server = await TestServer.StartAsync(null, "--postgres", database.ConnectionString))
        {
            (address, secret) = (server.Address, server.AdminSecret);
            await RunningExperiment.AddAsync(server);
            await RunningExperiment.LoadAsync(server);
            await database.RunAsync(
                "GRANT dataface_flags_reader TO ann, bob; INSERT INTO metadata.team_members VALUES ('ann', 'team-payments')");
            var document = JsonNode.Parse(TestDocument.Experiment("checkout-v2"))!;
            foreach (var (key, flag) in JsonNode.Parse(TestDocument.Of("before", "after"))!["flags"]!.AsObject()) document["flags"]![key] =
                flag!.DeepClone();
            (await server.PublishAsync(document.ToJsonString())).Dispose();
            (await server.KillAsync("before")).Dispose();
            kept = await RunningExperiment.KeptAsync(server.Admin);
            services = await Services.StartAsync(server, 2);
            await RunDocumentedAsync(Dump, database, folder);

            (await server.KillAsync("after")).Dispose();
            await RunningExperiment.AddDraftAsync(server.Admin, "later");
            await Eventually.HoldsAsync(() => services.All(s => !s.IsEnabled("after", Somebody)), "the kill after the dump has arrived");
        }

        await using var running = services;
        await RunDocumentedAsync(OverIt, database, folder);
        await RecoverAsync(database);

        string[] args = ["--postgres", database.ConnectionString, "--urls", address.AbsoluteUri.TrimEnd('/')];
        await using var restored = await TestServer.StartAsync(null, args);
        using var client = restored.Client(secret);
        await Eventually.HoldsAsync(
            () => services.All(s => s.IsEnabled("after", Somebody)), "services take over that the server has gone back");
        Assert.That(services.Any(s => s.IsEnabled("before", Somebody)), Is.False, "killed before the dump");
        (await restored.KillAsync("after", by: client)).Dispose();
        await Eventually.HoldsAsync(() => services.All(s => !s.IsEnabled("after", Somebody)), "changes reach services as before");
        var check = await ServerProgram.TryMaintainAsync(["check", "--postgres", database.ConnectionString]);
        Assert.That(check, Is.Zero, "the chain is whole, the record of the recovery included");

        Assert.That(await RunningExperiment.KeptAsync(client), Is.EqualTo(kept));
        using (var later = await client.GetAsync(new Uri("/api/experiments/later", UriKind.Relative)))
        {
            Assert.That(later.StatusCode, Is.EqualTo(HttpStatusCode.NotFound), "added after the dump");
        }

        await RunningExperiment.AddDraftAsync(client, "later");
        await ExpectTheDatabasesOwnRulesAsync(database);
    }

    [Test]
    public async Task Restore_OverASchemaThatALaterVersionHasChanged_ChangesNothingAndWorksIntoAnEmptyDatabase()
    {
        using var folder = new TemporaryFolder();
        await using var cluster = new Cluster();
        await cluster.StartAsync();
        await using var database = await TestDatabase.CreateAsync(cluster.Server);
        await using var empty = await TestDatabase.CreateAsync(cluster.Server);
        string secret, kept;
        await using (var server = await TestServer.StartAsync(null, "--postgres", database.ConnectionString))
        {
            secret = server.AdminSecret;
            await RunningExperiment.AddAsync(server);
            await RunningExperiment.LoadAsync(server);
            kept = await RunningExperiment.KeptAsync(server.Admin);
            await RunDocumentedAsync(Dump, database, folder);
            (await server.KillAsync("checkout-v2")).Dispose();
        }

        await database.RunAsync("CREATE TABLE dataface_flags.of_a_later_version (sequence bigint REFERENCES dataface_flags.audit)");
        await Assert.ThatAsync(
            () => RunDocumentedAsync(OverIt, database, folder),
            Throws.InvalidOperationException.With.Message.Contains("of_a_later_version"));
        Assert.That(await database.RunAsync("SELECT count(*) FROM dataface_flags.kills"), Is.EqualTo(1), "as before the attempt");

        await RunDocumentedAsync(IntoAnEmptyOne, empty, folder);
        await RecoverAsync(empty);
        await using var restored = await TestServer.StartAsync(null, "--postgres", empty.ConnectionString);
        using var client = restored.Client(secret);
        Assert.That(await RunningExperiment.KeptAsync(client), Is.EqualTo(kept));
        Assert.That(await empty.RunAsync("SELECT count(*) FROM dataface_flags.kills"), Is.Zero);
    }

    private static async Task RecoverAsync(TestDatabase database) => Assert.That(
        await ServerProgram.TryMaintainAsync(["recover", "--postgres", database.ConnectionString, "--reason", "restored from flags.dump"]),
        Is.Zero);

    /// <summary>Triggers, row-level security and grants came back with the tables.</summary>
    private static async Task ExpectTheDatabasesOwnRulesAsync(TestDatabase database)
    {
        foreach (var (attack, refusal) in Attacks)
        {
            await Assert.ThatAsync(
                () => database.RunAsync(attack), Throws.InstanceOf<PostgresException>().With.Message.Contains(refusal), attack);
        }

        Assert.That(await database.RunAsync("SELECT count(*) FROM metadata.experiments", "ann"), Is.EqualTo(1), "her team's");
        Assert.That(await database.RunAsync("SELECT count(*) FROM metadata.experiments", "bob"), Is.Zero, "no team's");
        await Assert.ThatAsync(
            () => database.RunAsync("INSERT INTO dataface_flags.kills VALUES ('production', 'b', 1)", "ann"),
            Throws.InstanceOf<PostgresException>());
        Assert.That(await database.RunAsync(TablesWithoutRowSecurity), Is.Zero);
    }

    /// <summary>Runs the one line of the page that begins so, as a shell would.</summary>
    private static async Task RunDocumentedAsync(string beginning, TestDatabase database, TemporaryFolder folder)
    {
        var page = await File.ReadAllLinesAsync(TestFile.Path("docs", "operations.md"));
        var line = page.Single(l => l.StartsWith(beginning, StringComparison.Ordinal));
        var start = new ProcessStartInfo("bash", ["-ec", line]) { WorkingDirectory = folder[""], RedirectStandardError = true };
        start.Environment["PATH"] = $"{await Cluster.ProgramsAsync()}:{start.Environment["PATH"]}";
        var to = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        start.Environment["DATABASE"] = start.Environment["EMPTY"] =
            $"host={to.Host} port={to.Port} user={to.Username} password={to.Password} dbname={to.Database}";
        using var process = Process.Start(start)!;
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{line}\n{errors}");
    }
}
