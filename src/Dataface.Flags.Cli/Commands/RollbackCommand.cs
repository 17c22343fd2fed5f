using System.CommandLine;
using System.Globalization;
using Dataface.Flags.Cli.Options;
using Dataface.Flags.Cli.Output;
using Dataface.Flags.Cli.Server;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.Http;

namespace Dataface.Flags.Cli.Commands;

/// <summary><c>rollback</c>: puts an earlier document in force again.</summary>
internal static class RollbackCommand
{
    public static Command Create(CommandIo io)
    {
        var number = new Argument<int>("revision") { Description = "The number of the document, as history shows it." };
        var (json, by, reason, broken) = (SharedOptions.Json(), SharedOptions.By(), SharedOptions.Reason(),
            SharedOptions.BreakExperiment());
        var command = new Command("rollback", "Puts an earlier document in force again. Kills and ramps stay as they are.")
        {
            number, by, reason, broken, json,
        };
        var server = new ServerOptions(io).AddTo(command, isRequired: true);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (wanted, id) = (parsed.GetValue(number), Guid.NewGuid());
            await using var client = server.OpenRequired(parsed, "*");
            var path = string.Create(CultureInfo.InvariantCulture, $"flags/rollback/{wanted}");
            var answer = ServerAnswer.Of(await client.AskAsync(
                HttpMethod.Post,
                path,
                () => ChangeJson.JsonContent(body =>
                {
                    body.WriteString("reason", parsed.GetRequiredValue(reason));
                    body.WriteString("id", id);
                    body.WriteString("by", parsed.GetRequiredValue(by));
                    if (parsed.GetValue(broken) is not [_, ..] ids) return;
                    body.WriteStartArray("breakExperiments");
                    foreach (var experiment in ids) body.WriteStringValue(experiment);
                    body.WriteEndArray();
                }),
                cancellationToken));
            answer.WriteWarnings(io);
            if (!parsed.GetValue(json))
            {
                io.Output.WriteLine($"Revision {wanted} is in force again, as revision {answer.Number}. Reach: {answer.Reach}.");
            }
            else
            {
                JsonOutput.Write(io.Output, output =>
                {
                    output.WriteNumber("rolledBackTo", wanted);
                    output.WriteNumber("number", answer.Number);
                    output.WriteString("reach", answer.Reach.ToString());
                });
            }

            return ExitCode.Of(answer.Reach);
        });
        return command;
    }
}
