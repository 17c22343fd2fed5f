using System.CommandLine;
using System.CommandLine.Parsing;
using Dataface.Flags.Cli.Commands;
using Dataface.Flags.Cli.Server;
using Dataface.Flags.Cli.Terminal;
using Dataface.Flags.Documents;

namespace Dataface.Flags.Cli.Options;

/// <summary>Where a command finds flags and their state: in files, or on a server.</summary>
internal sealed class FlagSourceOptions(CommandIo io)
{
    private readonly Option<string[]> _files = SharedOptions.Files();
    private readonly Option<string?> _state = SharedOptions.State();
    private readonly Option<string?> _policy = PolicyFile.Option();
    private readonly ServerOptions _server = new(io);

    /// <param name="command">The command.</param>
    /// <param name="hasState">Whether it looks at state at all.</param>
    public FlagSourceOptions AddTo(Command command, bool hasState = true)
    {
        command.Add(_files);
        command.Add(_policy);
        if (hasState) command.Add(_state);
        _server.AddTo(command, isRequired: false);
        command.Validators.Add(result =>
        {
            var isServer = _server.IsGiven(result);
            if (isServer == (result.GetResult(_files) is not null)) result.AddError("Give either --file or --server.");
            if (isServer && result.GetResult(_policy) is not null) result.AddError("--policy is for --file; a server has its own rules.");
            if (isServer && hasState && result.GetResult(_state) is not null)
                result.AddError("--state is for --file; a server has its own state.");
        });
        return this;
    }

    public bool IsServer(SymbolResult result) => _server.IsGiven(result);

    public bool HasStateFile(SymbolResult result) => result.GetResult(_state) is not null;

    /// <summary>The state file, where one was named.</summary>
    public string? StateFile(ParseResult parsed) => parsed.GetValue(_state);

    /// <summary>The server, where one was named.</summary>
    public ServerClient? Open(ParseResult parsed, string environment) => _server.Open(parsed, environment);

    /// <summary>A client as a service would have it, which only looks.</summary>
    public async Task<FlagClient> StartClientAsync(
        ParseResult parsed, string environment, TimeProvider time, CancellationToken cancellationToken)
    {
        if (Open(parsed, environment) is not { } server)
        {
            var files = parsed.GetRequiredValue(_files);
            var policy = PolicyFile.Read(parsed.GetValue(_policy));
            SharedOptions.ReadAccepted(files, io, policy);
            var state = StateFile(parsed);
            if (state is not null) SharedOptions.RequireStateFile(state);
            return await SharedOptions.StartClientAsync(environment, time, options =>
            {
                options.Policy = policy;
                foreach (var file in files) options.UseFile(file);
                if (state is not null) options.UseStateFile(state);
            }, cancellationToken);
        }

        await using (server)
        {
            var flags = new FetchedFlags(server.Name, await server.ReadFeedAsync(cancellationToken));
            return await SharedOptions.StartClientAsync(
                environment, time, options => options.AddProvider(flags).UseStateStore(flags), cancellationToken);
        }
    }

    /// <summary>The definitions.</summary>
    public async Task<FlagDocument> ReadAsync(ParseResult parsed, string environment, CancellationToken cancellationToken)
    {
        if (Open(parsed, environment) is not { } server)
            return SharedOptions.ReadAccepted(parsed.GetRequiredValue(_files), io, PolicyFile.Read(parsed.GetValue(_policy)));
        await using (server)
        {
            return await server.ReadDocumentAsync(cancellationToken) is { } published
                ? SharedOptions.ReadAccepted(new FlagDocumentSource { Source = server.Name, Utf8Json = published.Utf8Json }, io)
                : FlagDocument.Empty;
        }
    }
}
