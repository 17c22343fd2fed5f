using System.CommandLine;
using Dataface.Flags.Cli.Diff;
using Dataface.Flags.Cli.Options;
using Dataface.Flags.Cli.Output;
using Dataface.Flags.Cli.Server;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.Documents;
using Dataface.Flags.Publishing;
using Dataface.Flags.State;

namespace Dataface.Flags.Cli.Commands;

/// <summary><c>publish</c>: puts a document in force on a server, after a look at what is wrong with it and whom it would move.</summary>
internal static class PublishCommand
{
    private const int DefaultSample = 10_000;

    public static Command Create(CommandIo io)
    {
        var file = new Argument<string>("file") { Description = "The reviewed flag document." };
        var (environment, json, by, reason) =
            (SharedOptions.Environment(), SharedOptions.Json(), SharedOptions.By(), SharedOptions.Reason());
        environment.Description = "The environment to show the diff for; the document is published for all.";
        var dryRun = new Option<bool>("--dry-run") { Description = "Show what would change, and publish nothing." };
        var broken = SharedOptions.BreakExperiment();
        var command = new Command("publish", "Checks a document, shows who would get another variant, and puts it in force.")
        {
            file, environment, by, reason, broken, dryRun, json,
        };
        var who = new DiffSourceOptions(DefaultSample);
        who.AddTo(command);
        var server = new ServerOptions(io).AddTo(command, isRequired: true);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (path, name) = (parsed.GetRequiredValue(file), parsed.GetRequiredValue(environment));
            ReadOnlyMemory<byte> bytes = await File.ReadAllBytesAsync(InputFile.Checked(path), cancellationToken);
            var checkedDocument = Check(path, bytes, io);
            await using var client = server.OpenRequired(parsed, name);
            var inForce = await client.ReadDocumentAsync(cancellationToken);
            var (number, asJson) = (inForce?.Revision.Number ?? 0, parsed.GetValue(json));
            if (inForce?.Revision.Hash == PublishedDocument.HashOf(bytes.Span)) return Answer(number, "unchanged", null, asJson, io);
            var report = who.Run(
                await RunAsync(path, checkedDocument, inForce, client, name, io, cancellationToken), parsed, io, cancellationToken);
            if (!asJson) DiffText.Write(report, io);
            if (report.IsExceeded) return Answer(number, "exceeded", report, asJson, io, ExitCode.ShareExceeded);
            if (parsed.GetValue(dryRun)) return Answer(number, "dry run", report, asJson, io);
            var change = PublicationOf(parsed.GetRequiredValue(by), parsed.GetRequiredValue(reason), io);
            var answer = await client.PublishAsync(change, bytes, inForce?.Revision.Hash, parsed.GetValue(broken) ?? [], cancellationToken);
            return Answer(answer.Number, answer.Reach.ToString(), report, asJson, io, ExitCode.Of(answer.Reach));
        });
        return command;
    }

    /// <summary>Errors end the command; warnings are told.</summary>
    private static FlagDocument Check(string path, ReadOnlyMemory<byte> bytes, CommandIo io)
    {
        var result = FlagDocumentReader.Read([new FlagDocumentSource { Source = path, Utf8Json = bytes }], time: io.Time);
        if (!result.IsAccepted) throw new RefusedException(result.Problems);
        foreach (var problem in result.Problems) io.Error.WriteLine(problem.ToString());
        return result.Document;
    }

    private static async Task<DiffRun> RunAsync(
        string path, FlagDocument next, PublishedDocument? inForce, ServerClient client, string environment, CommandIo io,
        CancellationToken cancellationToken)
    {
        // A document that this version of the tool refuses must not keep a better one out.
        var before = inForce is null ? null : FlagDocumentReader.Read(inForce.Utf8Json, client.Name, time: io.Time).Document;
        var state = (await client.ReadFeedAsync(cancellationToken)).State;
        var name = inForce is null ? "nothing" : $"revision {inForce.Revision.Number}";
        var old = new DocumentInForce(name, before ?? FlagDocument.Empty, environment, state, io.Time);
        return new(old, new DocumentInForce(path, next, environment, state, io.Time), environment);
    }

    private static StateChange PublicationOf(string by, string reason, CommandIo io) => new()
    {
        Environment = "*",
        Flag = "*",
        Action = StateAction.Publish,
        By = by,
        From = SharedOptions.From,
        Reason = reason,
        At = io.Time.GetUtcNow(),
    };

    private static int Answer(int number, string outcome, DiffReport? report, bool asJson, CommandIo io, int code = ExitCode.Ok)
    {
        if (asJson)
        {
            JsonOutput.Write(io.Output, json =>
            {
                json.WriteNumber("number", number);
                json.WriteString("outcome", outcome);
                if (report is null) return;
                json.WriteStartObject("diff");
                DiffJson.WriteMembers(json, report);
                json.WriteEndObject();
            });
            return code;
        }

        io.Output.WriteLine(outcome switch
        {
            "unchanged" => $"Revision {number} is in force, and is this document. Nothing was published.",
            "exceeded" or "dry run" => "Nothing was published.",
            _ => $"Revision {number} is in force. Reach: {outcome}.",
        });
        return code;
    }
}
