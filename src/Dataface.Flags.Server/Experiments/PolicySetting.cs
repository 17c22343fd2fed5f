using Dataface.Flags.Experiments;
using Dataface.Flags.Experiments.Policy;
using Dataface.Flags.Server.Settings;

namespace Dataface.Flags.Server.Experiments;

/// <summary>The file that adds to the policy which experiments are held to.</summary>
internal static class PolicySetting
{
    public static ExperimentPolicy Read(ServerSettings options) => ExperimentPolicyFile.Read(options.ExperimentPolicy);

    public static IEnumerable<string> Failures(ServerSettings options)
    {
        try
        {
            Read(options);
            return [];
        }
        catch (Exception error) when (error is IOException or InvalidDataException or UnauthorizedAccessException or ArgumentException)
        {
            return [$"ExperimentPolicy cannot be used: {error.Message} Correct it, or leave it out."];
        }
    }
}
