using System.Reflection;

namespace Dataface.Flags.Server.Hosting;

/// <summary>What the program says of itself.</summary>
internal static class HelpText
{
    public const string Help = """
        Serves feature flags to the services of an organisation. docs/server.md says how, docs/operations.md how to run it.

        Usage:
          dataface-flags-server [options]                          serves until it is stopped
          dataface-flags-server backup  --data <folder> --to <file>
          dataface-flags-server restore --from <file> --data <folder>
          dataface-flags-server check   [--data <folder> | --postgres <connection string>]
          dataface-flags-server export  --to <file> [--data <folder> | --postgres <connection string>]
          dataface-flags-server recover --reason <text> [--by <name>] [--data <folder> | --postgres <connection string>]
          dataface-flags-server --help | --version

        Options:
          --data <folder>               where everything is kept; flags-data unless it is given
          --postgres <string>           keep everything in PostgreSQL instead
          --urls <addresses>            where it listens; http://127.0.0.1:8383 unless it is given
          --environment <name>          whose flags OFREP evaluates for keys of no environment; production unless it is given
          --secrets-file <file>         more configuration in JSON, such as keys; followed while it changes
          --experiments <folder>        documents of experiments that are beside the code
          --portfolio <folder>          documents of the portfolio that the board shows
          --first-key-file <file>       where the first key's secret is written instead of the console; it must not be there
          --base-path <path>            the path below which all of it is, such as /flags
          --Server:<Name> <value>       any other setting of docs/server.md, such as --Server:RateLimit:Read 500
          --Kestrel:<Name>, --Logging:<Name>   settings of ASP.NET Core, such as certificates

        Exit codes: 0 stopped or done; 1 refused, the reason is on standard error; 64 the command line is wrong.
        """;

    public static string Version =>
        $"Dataface.Flags.Server {Written?.InformationalVersion ?? "0.0.0"}";

    private static AssemblyInformationalVersionAttribute? Written =>
        typeof(HelpText).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>();
}
