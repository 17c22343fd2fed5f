using System.Text.Json;
using Dataface.Flags.Cli.Terminal;

namespace Dataface.Flags.Cli.Output;

/// <summary>Shows a secret that the server has just made, and shows nobody again.</summary>
internal static class SecretOutput
{
    /// <summary>Standard output gets the secret alone, so that it can go straight into a file; the rest goes to standard error.</summary>
    public static int Write(JsonElement made, string says, bool asJson, CommandIo io)
    {
        if (asJson)
        {
            JsonOutput.Write(io.Output, made);
            return ExitCode.Ok;
        }

        io.Error.WriteLine(says);
        io.Output.WriteLine(made.GetProperty("secret").GetString());
        return ExitCode.Ok;
    }
}
