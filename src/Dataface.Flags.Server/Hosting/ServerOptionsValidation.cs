using Dataface.Flags.Experiments.Policy;
using Dataface.Flags.Server.Callers;
using Dataface.Flags.Server.Keys;
using Dataface.Flags.Server.Settings;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.Server.Hosting;

/// <summary>What the options must be like beyond their ranges.</summary>
internal sealed class ServerOptionsValidation : IValidateOptions<ServerOptions>
{
    public ValidateOptionsResult Validate(string? name, ServerOptions options)
    {
        var failures = options.Keys.SelectMany(ConfiguredKeyReader.Failures).ToList();
        if (!EnvironmentNames.IsValid(options.Environment)) failures.Add($"Environment '{options.Environment}' is no name of an environment. Write it as the documents do, such as 'production'.");
        failures.AddRange(options.Environments.Where(environment => !EnvironmentNames.IsValid(environment))
            .Select(environment => $"Environments has '{environment}', which can be no environment. {EnvironmentNames.Remedy}"));
        failures.AddRange(UnusableFolders((nameof(options.Experiments), options.Experiments), (nameof(options.Portfolio), options.Portfolio)));
        if (PolicyFailure(options.ExperimentPolicy) is { } failure) failures.Add(failure);
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static string? PolicyFailure(string? path)
    {
        try
        {
            ExperimentPolicyFile.Read(path);
            return null;
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException or ArgumentException)
        {
            return $"ExperimentPolicy cannot be used: {error.Message} Correct it, or leave it out.";
        }
    }

    /// <summary>A folder that is not there is a slip of whoever starts the server, and cheapest to mend then. Documents may come and go.</summary>
    private static IEnumerable<string> UnusableFolders(params IEnumerable<(string Name, string? Path)> folders) => folders
        .Where(folder => folder.Path is not null && !Directory.Exists(folder.Path))
        .Select(folder => $"{folder.Name} {(string.IsNullOrWhiteSpace(folder.Path) ? "is given, but empty" : $"names the folder '{Path.GetFullPath(folder.Path)}', which is not there")}. "
            + $"Write --{folder.Name.ToLowerInvariant()} and a folder of documents, or leave it out.");
}
