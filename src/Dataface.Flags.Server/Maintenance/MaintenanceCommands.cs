using System.Text.Json;
using Dataface.Flags.Publishing;
using Dataface.Flags.Server.Hosting;
using Dataface.Flags.Server.Settings;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.State;

namespace Dataface.Flags.Server.Maintenance;

/// <summary>What the server's program does besides serving: <c>backup</c>, <c>restore</c>, <c>check</c> and <c>recover</c>.</summary>
internal static class MaintenanceCommands
{
    public const int Found = 1;

    private static readonly string[] Names = ["backup", "restore", "check", "recover"];

    public const int Usage = 64;

    /// <summary>Runs the command that the command line begins with; null when it begins with none, and the server is to serve.</summary>
    public static async Task<int?> TryRunAsync(string[] args)
    {
        if (args is not [var name, .. var rest] || name.StartsWith('-')) return null;
        try
        {
            return await RunAsync(name, rest);
        }
        catch (CommandLineException error)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return Usage;
        }
    }

    private static async Task<int> RunAsync(string name, string[] rest)
    {
        if (!Names.Contains(name))
        {
            var near = Spelling.Nearest(name, Names);
            throw new CommandLineException(
                $"There is no command '{name}'. {(near is null ? "" : $"Did you mean '{near}'? ")}Write {string.Join(", ", Names)}, or none to serve.");
        }

        var options = new MaintenanceOptions(rest);
        switch (name)
        {
            case "backup":
                return Backup(options);
            case "restore":
                return await RestoreAsync(options);
            case "check":
                return await CheckAsync(options, rest);
            default:
                return await RecoverAsync(options, rest);
        }
    }

    private static int Backup(MaintenanceOptions options)
    {
        if (options.Postgres is not null)
        {
            throw new InvalidDataException("A backup of PostgreSQL is made with pg_dump; docs/operations.md has the command.");
        }

        var target = options.Required("to");
        DataFolderBackup.Write(options.Folder, target);
        Console.WriteLine($"{options.Folder.Path} is in {target}, {new FileInfo(target).Length} bytes.");
        return 0;
    }

    private static async Task<int> RestoreAsync(MaintenanceOptions options)
    {
        if (options.Postgres is not null)
        {
            throw new InvalidDataException("PostgreSQL is restored with pg_restore, and then 'recover'; docs/operations.md has the commands.");
        }

        var source = options.Required("from");
        var recover = Recover(options, $"restored from {Path.GetFileName(source)}");
        var verification = await DataFolderRestore.ReadAsync(source, options.Folder, recover, CancellationToken.None);
        Console.WriteLine($"{options.Folder.Path} is restored: {verification.Records} records, head {verification.Head}.");
        Console.WriteLine("Keys and kills are those of the backup: what was revoked or killed since must be again.");
        return 0;
    }

    /// <summary>Of a folder it can be asked while a server uses it.</summary>
    private static async Task<int> CheckAsync(MaintenanceOptions options, string[] args)
    {
        if (options.Postgres is null) return Tell(await DataFolderCheck.RunAsync(options.Folder, CancellationToken.None));
        await using var app = ServerApp.Build(args);
        var storage = app.Services.GetRequiredService<ServerStorage>();
        await storage.StartAsync(CancellationToken.None);
        await storage.Definitions.LoadAsync(CancellationToken.None);
        return Tell(await AuditVerifier.VerifyAsync(storage.State.ReadAuditAsync(CancellationToken.None)));
    }

    /// <summary>After a restore with the database's own tools: clients learn by it that positions begin anew.</summary>
    private static async Task<int> RecoverAsync(MaintenanceOptions options, string[] args)
    {
        var change = Recover(options, options.Required("reason"));
        await using var app = ServerApp.Build(args);
        var storage = app.Services.GetRequiredService<ServerStorage>();
        await storage.StartAsync(CancellationToken.None);

        // Whoever reads the record later sees what it goes on behind.
        var verification = await AuditVerifier.VerifyAsync(storage.State.ReadAuditAsync(CancellationToken.None));
        if (verification.Apart.Count > 0) change = change with
        {
            Evidence = JsonSerializer.Serialize(verification.Apart,
            ServerJson.Default.IReadOnlyListString)
        };
        await storage.State.ApplyAsync(change, CancellationToken.None);
        Console.WriteLine($"The trail goes on as lineage {change.Id:N}.");
        TellApart(verification);
        return 0;
    }

    private static int Tell(AuditVerification verification)
    {
        Console.WriteLine(verification.IsIntact
            ? $"intact: {verification.Records} records, head {verification.Head}"
            : $"broken after record {verification.Records}: {verification.Fault}");
        TellApart(verification);
        return verification.IsIntact ? 0 : Found;
    }

    private static void TellApart(AuditVerification verification)
    {
        foreach (var apart in verification.Apart) Console.WriteLine($"set apart: {apart}");
    }

    private static StateChange Recover(MaintenanceOptions options, string reason) => new()
    {
        Environment = "*",
        Flag = "*",
        Action = StateAction.Recover,
        By = options.By,
        From = $"{System.Environment.MachineName}/dataface-flags-server",
        Reason = reason,
        At = TimeProvider.System.GetUtcNow(),
    };
}
