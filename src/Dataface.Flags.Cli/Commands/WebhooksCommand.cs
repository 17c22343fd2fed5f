using System.CommandLine;
using System.Text.Json;
using Dataface.Flags.Cli.Options;
using Dataface.Flags.Cli.Output;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.Documents;
using Dataface.Flags.Http;
using Spectre.Console;

namespace Dataface.Flags.Cli.Commands;

/// <summary>
/// <c>webhooks</c>: who is told of what. A new secret is all that standard output gets, so that it can go straight into a file.
/// </summary>
internal static class WebhooksCommand
{
    public static Command Create(CommandIo io) =>
        new("webhooks", "Who is notified of kills, guards and other events.")
        {
            CreateMake(io), CreateList(io), CreateTest(io), CreateRevoke(io),
        };

    private static Command CreateMake(CommandIo io)
    {
        var (name, json) = (Name(), SharedOptions.Json());
        var to = new Option<string?>("--to") { Description = "The receiver's address, such as https://hooks.example.com/flags." };
        var toFile = new Option<string?>("--to-file")
        {
            Description = "The file that holds the address and nothing else, for an address that is itself a secret.",
        };
        var events = new Option<string[]>("--events")
        {
            Description = "The kinds of events, such as flag.killed,guard.*; all by default.",
            AllowMultipleArgumentsPerToken = true,
        };
        var environment = new Option<string?>("--environment", "-e")
        {
            Description = "The only environment whose events it gets, besides events that concern all environments.",
        };
        environment.Refusing(Names.ProblemOfEnvironment);
        var command = new Command("make", "Makes a webhook and prints, only once, the secret that signs its messages.")
        {
            name, to, toFile, events, environment, json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(to) is null == result.GetResult(toFile) is null) result.AddError("Write either --to or --to-file.");
        });
        var server = new ServerOptions(io).AddTo(command, isRequired: true);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var address = parsed.GetValue(to) ?? (await File.ReadAllTextAsync(parsed.GetValue(toFile)!, cancellationToken)).Trim();
            await using var client = server.OpenRequired(parsed, "*");
            var made = await client.AskOnceAsync(
                HttpMethod.Post,
                "webhooks",
                () => ChangeJson.JsonContent(body =>
                {
                    body.WriteString("name", parsed.GetRequiredValue(name));
                    body.WriteString("address", address);
                    if (parsed.GetValue(events) is { Length: > 0 } kinds) body.WriteArray("events", SharedOptions.Parts(kinds),
                        body.WriteStringValue);
                    if (parsed.GetValue(environment) is { } only) body.WriteString("environment", only);
                }),
                cancellationToken);
            var says = $"Webhook '{made.GetProperty("name").GetString()}'. Its secret is shown this once.";
            return SecretOutput.Write(made, says, parsed.GetValue(json), io);
        });
        return command;
    }

    private static Command CreateList(CommandIo io)
    {
        var json = SharedOptions.Json();
        var command = new Command("list", "Lists the webhooks, without secrets, and the state of their deliveries.") { json };
        var server = new ServerOptions(io).AddTo(command, isRequired: true);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var client = server.OpenRequired(parsed, "*");
            var webhooks = await client.AskAsync(HttpMethod.Get, "webhooks", null, cancellationToken);
            if (!parsed.GetValue(json)) WriteTable(webhooks, io);
            else JsonOutput.Write(io.Output, output => output.WriteArray("webhooks", webhooks.EnumerateArray(), w => w.WriteTo(output)));
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command CreateTest(CommandIo io)
    {
        var (name, json) = (Name(), SharedOptions.Json());
        var command = new Command("test", "Sends a test message to a webhook, and says whether it was accepted.") { name, json };
        var server = new ServerOptions(io).AddTo(command, isRequired: true);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var client = server.OpenRequired(parsed, "*");
            var path = $"webhooks/{Uri.EscapeDataString(parsed.GetRequiredValue(name))}/test";
            var test = await client.AskOnceAsync(HttpMethod.Post, path, null, cancellationToken);
            var isTaken = test.GetProperty("isTaken").GetBoolean();
            if (parsed.GetValue(json)) JsonOutput.Write(io.Output, test);
            else if (isTaken) io.Output.WriteLine($"Taken after {test.GetProperty("milliseconds").GetInt64()} ms.");
            else io.Output.WriteLine($"Not taken. {test.GetProperty("failure").GetString()}");
            return isTaken ? ExitCode.Ok : ExitCode.Found;
        });
        return command;
    }

    private static Command CreateRevoke(CommandIo io)
    {
        var (name, json) = (Name(), SharedOptions.Json());
        var command = new Command("revoke", "Revokes a webhook, with all messages that wait for it.") { name, json };
        var server = new ServerOptions(io).AddTo(command, isRequired: true);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var webhook = parsed.GetRequiredValue(name);
            await using var client = server.OpenRequired(parsed, "*");
            await client.AskOnceAsync(HttpMethod.Delete, $"webhooks/{Uri.EscapeDataString(webhook)}", null, cancellationToken);
            if (parsed.GetValue(json)) JsonOutput.Write(io.Output, output => output.WriteString("revoked", webhook));
            else io.Output.WriteLine($"The webhook '{webhook}' is revoked.");
            return ExitCode.Ok;
        });
        return command;
    }

    private static Argument<string> Name() => new("name") { Description = "The webhook's name." };

    private static void WriteTable(JsonElement webhooks, CommandIo io)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumns("name", "address", "events", "environment", "last taken", "last failure", "waiting", "dropped");
        foreach (var webhook in webhooks.EnumerateArray())
        {
            var events = string.Join(", ", webhook.GetProperty("events").EnumerateArray().Select(e => e.GetString()));
            var failure = Time(webhook, "failedAt") is { Length: > 0 } at ? $"{at} {webhook.GetProperty("failure").GetString()}" : "";
            string[] cells =
            [
                webhook.GetProperty("name").GetString()!,
                webhook.GetProperty("address").GetString()!,
                events.Length == 0 ? "all" : events,
                webhook.TryGetProperty("environment", out var only) ? only.GetString() ?? "any" : "any",
                Time(webhook, "succeededAt"),
                failure,
                webhook.GetProperty("waiting").GetRawText(),
                webhook.GetProperty("dropped").GetRawText(),
            ];
            table.AddRow(cells.Select(cell => new Text(cell)));
        }

        io.Console.Write(table);
    }

    private static string Time(JsonElement webhook, string name) =>
        webhook.TryGetProperty(name, out var at) && at.ValueKind == JsonValueKind.String ? $"{at.GetDateTimeOffset():u}" : "";
}
