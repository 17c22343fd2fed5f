using System.CommandLine;
using Dataface.Flags.Cli.Options;
using Dataface.Flags.Cli.Output;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.State;
using Dataface.Flags.Values;

namespace Dataface.Flags.Cli.Commands;

/// <summary><c>audit verify</c>: whether the trail of kills and restores is whole.</summary>
internal static class AuditCommand
{
    public static Command Create(CommandIo io) => new("audit", "The trail of kills and restores.") { CreateVerify(io) };

    private static Command CreateVerify(CommandIo io)
    {
        var (state, json) = (SharedOptions.State(), SharedOptions.Json());
        var head = new Option<string?>("--head") { Description = "A head that you noted earlier and that must be in the trail." };
        var command = new Command("verify", "Checks that no record is missing, edited, added or moved.") { state, head, json };
        var server = new ServerOptions(io).AddTo(command, isRequired: false);
        command.Validators.Add(result =>
        {
            if (server.IsGiven(result) == (result.GetResult(state) is not null)) result.AddError("Give either --state or --server.");
        });
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var client = server.Open(parsed, "*");
            using var store = client is null ? OpenFile(parsed.GetRequiredValue(state)!) : null;
            var trail = store?.ReadAuditAsync(cancellationToken) ?? client!.ReadAuditAsync(cancellationToken);
            var (verification, problem) = await VerifyAsync(trail, parsed.GetValue(head), cancellationToken);
            if (parsed.GetValue(json)) WriteJson(verification, problem, io);
            else WriteText(verification, problem, io);
            return verification.IsIntact ? ExitCode.Ok : ExitCode.Found;
        });
        return command;
    }

    private static FileFlagStateStore OpenFile(string path) =>
        File.Exists(path) ? new(path) : throw new FileNotFoundException($"There is no state file {path}.");

    private static async Task<(AuditVerification Verification, string? Problem)> VerifyAsync(
        IAsyncEnumerable<AuditRecord> trail, string? head, CancellationToken cancellationToken)
    {
        try
        {
            var verification = await AuditVerifier.VerifyAsync(trail, head, cancellationToken);
            return (verification, verification.Problem);
        }
        catch (InvalidDataException error)
        {
            return (new() { Fault = AuditFault.Edited, Records = 0, Head = "" }, error.Message);
        }
    }

    private static void WriteText(AuditVerification verification, string? problem, CommandIo io)
    {
        if (problem is null) io.Output.WriteLine($"intact: {Counted.Of(verification.Records, "record")}, head {verification.Head}");
        else io.Output.WriteLine($"broken: {problem}");
        foreach (var apart in verification.Apart) io.Output.WriteLine($"set apart: {apart}");
    }

    private static void WriteJson(AuditVerification verification, string? problem, CommandIo io) => JsonOutput.Write(io.Output, json =>
    {
        json.WriteBoolean("intact", verification.IsIntact);
        json.WriteNumber("records", verification.Records);
        json.WriteString("head", verification.Head);
        json.WriteString("problem", problem);
        json.WriteArray("apart", verification.Apart, json.WriteStringValue);
    });
}
