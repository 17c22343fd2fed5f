using Dataface.Flags.Server.Access;
using Dataface.Flags.Server.Keys;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Hosting;

/// <summary>What the options must be like beyond their ranges.</summary>
internal sealed class ServerOptionsValidation : IValidateOptions<ServerOptions>
{
    public ValidateOptionsResult Validate(string? name, ServerOptions options)
    {
        var failures = options.Keys.SelectMany(ConfiguredKeyReader.Failures).ToList();
        if (!EnvironmentNames.IsValid(options.Environment)) failures.Add($"Environment '{options.Environment}' is no name of an environment. Write it as the documents do, such as 'production'.");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
