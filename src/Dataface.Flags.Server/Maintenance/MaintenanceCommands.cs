using System.Text.Json;
using Dataface.Flags.Documents;
using Dataface.Flags.Files;
using Dataface.Flags.Server.Settings;
using Dataface.Flags.Server.Storage;
using Dataface.Flags.State;
using Dataface.Flags.Values;

namespace Dataface.Flags.Server.Maintenance;

/// <summary>
/// What the server's program does besides serving: <c>backup</c>, <c>restore</c>, <c>check</c>, <c>export</c> and <c>recover</c>.
/// </summary>
internal static class MaintenanceCommands
{
    public const int Found = 1;

    private static readonly string[] Names = ["backup", "restore", "check", "export", "recover"];

    public const int Usage = 64;

    /// <summary>Runs the command that the command line begins with; null when it begins with none, and the server is to serve.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="configure">Reads what is configured, as for serving.</param>
    /// <param name="homeOf">Where the storage is.</param>
    public static async Task<int?> TryRunAsync(
        string[] args, Func<string[], ConfigurationManager> configure, Func<IConfiguration, IStorageHome> homeOf)
    {
        if (args is not [var name, .. var rest] || name.StartsWith('-')) return null;
        try
        {
            CheckName(name);
            CommandLine.Check(rest, MaintenanceOptions.Names);
            using var configuration = configure(rest);
            return await RunAsync(name, homeOf(configuration), new MaintenanceOptions(configuration));
        }
        catch (CommandLineException error)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return Usage;
        }
    }

    private static void CheckName(string name)
    {
        if (Names.Contains(name)) return;
        var near = Spelling.Nearest(name, Names);
        var hint = near is null ? "" : $"Did you mean '{near}'? ";
        throw new CommandLineException($"There is no command '{name}'. {hint}Write {string.Join(", ", Names)}, or none to serve.");
    }

    private static async Task<int> RunAsync(string name, IStorageHome home, MaintenanceOptions options) => name switch
    {
        "backup" => Backup(home, options),
        "restore" => await RestoreAsync(home, options),
        "check" => Tell(await home.CheckAsync(part => Console.WriteLine($"sound: {part}"), CancellationToken.None)),
        "export" => Export(home, options),
        _ => await RecoverAsync(home, options),
    };

    private static int Backup(IStorageHome home, MaintenanceOptions options)
    {
        ThrowIfItHasTools(home);
        var target = Target(home, options);
        home.Backup(target);
        Console.WriteLine($"{home.Name} is in {target}, {new FileInfo(target).Length} bytes.");
        return 0;
    }

    private static async Task<int> RestoreAsync(IStorageHome home, MaintenanceOptions options)
    {
        ThrowIfItHasTools(home);
        var source = options.File("from");
        var recover = Recover(options, $"restored from {Path.GetFileName(source)}");
        var verification = await home.RestoreAsync(source, recover, CancellationToken.None);
        Console.WriteLine($"{home.Name} is restored: {Counted.Of(verification.Records, "record")}, head {verification.Head}.");
        Console.WriteLine("Keys and kills are as they were at the time of the backup. Repeat any revocation or kill made since then.");
        return 0;
    }

    /// <summary>What auditors verify without a server: <c>dataface-flags audit verify --state FILE</c>.</summary>
    private static int Export(IStorageHome home, MaintenanceOptions options)
    {
        var target = Target(home, options);

        // There whole or not at all: a part of a trail would verify as well as the whole.
        AtomicFile.Write(target, home, static (file, home) => home.ExportAsync(file, CancellationToken.None).GetAwaiter().GetResult());
        Console.WriteLine($"The trail of {home.Name} is in {target}, {new FileInfo(target).Length} bytes.");
        return 0;
    }

    private static string Target(IStorageHome home, MaintenanceOptions options)
    {
        var target = Path.GetFullPath(options.File("to"));
        home.ThrowIfOwn(target);
        return target;
    }

    private static void ThrowIfItHasTools(IStorageHome home)
    {
        if (home.OwnTools is { } elsewhere) throw new InvalidDataException(elsewhere);
    }

    /// <summary>After a restore with the database's own tools: clients learn by it that positions begin anew.</summary>
    private static async Task<int> RecoverAsync(IStorageHome home, MaintenanceOptions options)
    {
        var change = Recover(options, options.Required("reason"));
        await using var storage = home.Open(TimeProvider.System, isRecovering: true);
        await storage.StartAsync(CancellationToken.None);

        // Whoever reads the record later sees what it goes on behind.
        var verification = await AuditVerifier.VerifyAsync(storage.State.ReadAuditAsync(CancellationToken.None));
        if (verification.Apart.Count > 0) change = change with { Evidence = JsonSerializer.Serialize(verification.Apart) };
        await storage.State.ApplyAsync(change, CancellationToken.None);
        Console.WriteLine($"The trail continues as lineage {change.Id:N}.");
        TellApart(verification);
        return 0;
    }

    private static int Tell(AuditVerification verification)
    {
        Console.WriteLine(verification.IsIntact
            ? $"intact: {Counted.Of(verification.Records, "record")}, head {verification.Head}"
            : $"broken: {verification.Problem}");
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
