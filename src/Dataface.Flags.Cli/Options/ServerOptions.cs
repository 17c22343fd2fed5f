using System.CommandLine;
using System.CommandLine.Parsing;
using Dataface.Flags.Cli.Commands;
using Dataface.Flags.Cli.Server;
using Dataface.Flags.Cli.Terminal;

namespace Dataface.Flags.Cli.Options;

/// <summary>The options that lead to a server. The key is never one of them: command lines are seen by others, and kept.</summary>
internal sealed class ServerOptions(CommandIo io)
{
    private readonly Option<string?> _server = new("--server")
    {
        Description = $"A flag server, such as https://flags.example.com. Its key is in {CommandIo.ServerKeyVariable} or --key-file.",
    };

    private readonly Option<string?> _keyFile =
        new("--key-file") { Description = "The file that holds the server's key and nothing else." };

    public ServerOptions AddTo(Command command, bool isRequired)
    {
        _server.Required = isRequired;
        command.Add(_server);
        command.Add(_keyFile);
        command.Validators.Add(result =>
        {
            if (!IsGiven(result))
            {
                if (result.GetResult(_keyFile) is not null) result.AddError("--key-file is for --server.");
                return;
            }

            // Not repeated in the message: it may hold a password.
            if (AddressOf(result.GetValue(_server)) is null)
            {
                result.AddError("--server is an address of http or https without user, query or fragment, such as "
                    + "https://flags.example.com.");
            }

            if (result.GetValue(_keyFile) is not null || !string.IsNullOrEmpty(io.ServerKey)) return;
            result.AddError($"There is no key for the server. Put it into {CommandIo.ServerKeyVariable}, or into a file that --key-file "
                + $"names.");
        });
        return this;
    }

    public bool IsGiven(SymbolResult result) => result.GetResult(_server) is not null;

    /// <summary>The server that was named; null when none was.</summary>
    public ServerClient? Open(ParseResult parsed, string environment)
    {
        if (AddressOf(parsed.GetValue(_server)) is not { } address) return null;
        var file = parsed.GetValue(_keyFile);
        if (file is not null && !File.Exists(file)) throw new FileNotFoundException($"There is no key file {file}.");
        if (address is { Scheme: "http", IsLoopback: false })
            io.Error.WriteLine("warning: the key and the answers travel unencrypted. Use https.");
        return new(address, environment, (file is null ? io.ServerKey : null, file), io.Time);
    }

    /// <summary>The server, of a command that has no other source.</summary>
    public ServerClient OpenRequired(ParseResult parsed, string environment) => Open(parsed, environment)!;

    /// <summary>The words that have led to the server, for a command that is to be typed next.</summary>
    public IReadOnlyList<string> WordsOf(ParseResult parsed)
    {
        List<string> words = ["--server", parsed.GetValue(_server)!];
        if (parsed.GetValue(_keyFile) is { } file) words.AddRange(["--key-file", file]);
        return words;
    }

    private static Uri? AddressOf(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
        && address.UserInfo.Length + address.Query.Length + address.Fragment.Length == 0
            ? address
            : null;
}
