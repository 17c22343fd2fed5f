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
/// <c>keys</c>: the keys of a server. A new secret is all that standard output gets, so that it can go straight into a file.
/// </summary>
internal static class KeysCommand
{
    public static Command Create(CommandIo io) =>
        new("keys", "The keys of a server.") { CreateList(io), CreateMake(io), CreateRotate(io), CreateRevoke(io) };

    private static Command CreateList(CommandIo io)
    {
        var json = SharedOptions.Json();
        var command = new Command("list", "Lists the server's own keys, without secrets.") { json };
        var server = new ServerOptions(io).AddTo(command, isRequired: true);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var client = server.OpenRequired(parsed, "*");
            var keys = await client.AskAsync(HttpMethod.Get, "keys", null, cancellationToken);
            if (!parsed.GetValue(json)) WriteTable(keys, io);
            else JsonOutput.Write(io.Output, output => output.WriteArray("keys", keys.EnumerateArray(), key => key.WriteTo(output)));
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command CreateMake(CommandIo io)
    {
        var (name, json) = (Name(), SharedOptions.Json());
        var scopes = new Option<string[]>("--scopes")
        {
            Description = "What the key may do: any of read,evaluate,operate,admin,report,guard,signal.",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        var environment = new Option<string?>("--environment", "-e") { Description = "The only environment that the key is valid for." };
        environment.Refusing(Names.ProblemOfEnvironment);
        var team = new Option<string?>("--team")
        {
            Description = "The only team whose experiments the key can access, as written in their owner."
        };
        var publicFlags = new Option<string[]>("--public-flags")
        {
            Description = "Makes a public key, for web pages, that evaluates just these flags, such as checkout-v2,headline.",
            AllowMultipleArgumentsPerToken = true,
        };
        var command = new Command("make", "Makes a key and prints its secret, which is shown only once.")
        {
            name, scopes, environment, team, publicFlags, json,
        };
        var server = new ServerOptions(io).AddTo(command, isRequired: true);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var client = server.OpenRequired(parsed, "*");
            var secret = await client.AskOnceAsync(
                HttpMethod.Post,
                "keys",
                () => ChangeJson.JsonContent(body =>
                {
                    body.WriteString("name", parsed.GetRequiredValue(name));
                    body.WriteArray("scopes", SharedOptions.Parts(parsed.GetRequiredValue(scopes)), body.WriteStringValue);
                    if (parsed.GetValue(environment) is { } only) body.WriteString("environment", only);
                    if (parsed.GetValue(team) is { } owner) body.WriteString("team", owner);
                    if (parsed.GetValue(publicFlags) is not { Length: > 0 } flags) return;
                    body.WriteArray("publicFlags", SharedOptions.Parts(flags), body.WriteStringValue);
                }),
                cancellationToken);
            return WriteSecret(secret, parsed.GetValue(json), io);
        });
        return command;
    }

    private static Command CreateRotate(CommandIo io)
    {
        var (name, json) = (Name(), SharedOptions.Json());
        var command = new Command(
            "rotate", "Makes a second secret for a key and prints it only once; both are valid until one is revoked.")
        {
            name, json,
        };
        var server = new ServerOptions(io).AddTo(command, isRequired: true);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var client = server.OpenRequired(parsed, "*");
            var path = $"keys/{Uri.EscapeDataString(parsed.GetRequiredValue(name))}/rotate";
            var secret = await client.AskOnceAsync(HttpMethod.Post, path, null, cancellationToken);
            return WriteSecret(secret, parsed.GetValue(json), io);
        });
        return command;
    }

    private static Command CreateRevoke(CommandIo io)
    {
        var (name, json) = (Name(), SharedOptions.Json());
        var id = new Option<string?>("--id") { Description = "Only this secret of the key, by its id in 'keys list'." };
        var command = new Command("revoke", "Revokes a key, or one of its secrets.") { name, id, json };
        var server = new ServerOptions(io).AddTo(command, isRequired: true);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (key, secret) = (parsed.GetRequiredValue(name), parsed.GetValue(id));
            await using var client = server.OpenRequired(parsed, "*");
            var path = $"keys/{Uri.EscapeDataString(key)}" + (secret is null ? "" : "/" + Uri.EscapeDataString(secret));
            await client.AskOnceAsync(HttpMethod.Delete, path, null, cancellationToken);
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(io.Output, output =>
                {
                    output.WriteString("revoked", key);
                    output.WriteString("id", secret);
                });
            }
            else
            {
                io.Output.WriteLine(
                    secret is null ? $"The key '{key}' is revoked." : $"The secret {secret} of the key '{key}' is revoked.");
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static Argument<string> Name() => new("name") { Description = "The key's name." };

    private static int WriteSecret(JsonElement made, bool asJson, CommandIo io) => SecretOutput.Write(
        made, $"Key '{made.GetProperty("name").GetString()}', secret {made.GetProperty("id").GetString()}. It is shown "
            + $"this once.", asJson, io);

    private static void WriteTable(JsonElement keys, CommandIo io)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumns("name", "scopes", "environment", "team", "secrets");
        foreach (var key in keys.EnumerateArray())
        {
            var secrets = key.GetProperty("secrets").EnumerateArray().Select(s =>
                $"{s.GetProperty("id").GetString()} of {s.GetProperty("createdAt").GetDateTimeOffset():u}");
            string[] cells =
            [
                key.GetProperty("name").GetString()!,
                string.Join(", ", key.GetProperty("scopes").EnumerateArray().Select(s => s.GetString())),
                OrAny(key, "environment"),
                OrAny(key, "team"),
                string.Join("; ", secrets),
            ];
            table.AddRow(cells.Select(cell => new Text(cell)));
        }

        io.Console.Write(table);
    }

    private static string OrAny(JsonElement key, string name) => key.TryGetProperty(name, out var only) ? only.GetString() ?? "any" : "any";
}
