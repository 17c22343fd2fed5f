using Dataface.Flags.Documents;
using Dataface.Flags.Experiments.Yaml;

namespace Dataface.Flags.Experiments.Policy;

/// <summary>A file of words that an organisation adds to the policy: YAML, with lists that docs/experiments.md describes.</summary>
internal static class ExperimentPolicyFile
{
    private const string Example = "[seating-plan]";

    /// <summary>The default policy with what the file adds; without a file the default.</summary>
    /// <exception cref="InvalidDataException">The file is refused; the message lists why.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ExperimentPolicy Read(string? path) => path is null ? ExperimentPolicy.Default : Read(File.ReadAllBytes(path), path);

    public static ExperimentPolicy Read(ReadOnlyMemory<byte> utf8Yaml, string source)
    {
        var (problems, policy) = (new YamlProblems(source, ExperimentProblemCode.Prefix), ExperimentPolicy.Default);
        if (YamlTreeReader.Read(utf8Yaml, problems) is { } root
            && YamlFields.Open(problems, root, "A policy", "areas", "approval_areas", "sensitive_areas", "forbidden_areas",
            "allowed_attributes") is { } fields)
        {
            policy = policy with
            {
                Areas = [.. policy.Areas, .. fields.Texts("areas", Example)],
                ApprovalAreas = [.. policy.ApprovalAreas, .. fields.Texts("approval_areas", Example)],
                SensitiveAreas = [.. policy.SensitiveAreas, .. fields.Texts("sensitive_areas", Example)],
                ForbiddenAreas = [.. policy.ForbiddenAreas, .. fields.Texts("forbidden_areas", Example)],
                AllowedAttributes = [.. policy.AllowedAttributes, .. fields.Texts("allowed_attributes", "[seat_row]")],
            };
        }

        if (!problems.HasErrors) return policy;
        var errors = problems.Problems.Where(p => p.Severity == ProblemSeverity.Error);
        throw new InvalidDataException(
            $"The policy of experiments is refused:{Environment.NewLine}{string.Join(Environment.NewLine, errors)}");
    }
}
