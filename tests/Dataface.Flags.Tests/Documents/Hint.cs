using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Dataface.Flags.Documents;

namespace Dataface.Flags.Tests.Documents;

/// <summary>Something that a remedy says to write, and can be put in by a program.</summary>
/// <param name="Text">What, as the remedy has it.</param>
/// <param name="Put">Puts it into the document, at the place of the problem.</param>
internal sealed partial record Hint(string Text, Action<JsonNode, DocumentPlace> Put)
{
    /// <summary>What a remedy gives to choose from.</summary>
    public static IEnumerable<Hint> AllOf(DocumentProblem problem)
    {
        if (Meant().Match(problem.Remedy) is { Success: true } meant)
        {
            var name = meant.Groups[1].Value;
            yield return new(name, (_, place) =>
            {
                if (problem.Code is ProblemCode.UnknownProperty or ProblemCode.UnknownFlag) place.Rename(name);
                else place.Set(name);
            });
            yield break;
        }

        if (!Begin().IsMatch(problem.Remedy)) yield break;
        foreach (var alternative in Or().Split(problem.Remedy).Where(text => Begin().IsMatch(text)))
        {
            if (Members().Matches(alternative) is { Count: > 0 } members)
            {
                yield return new(alternative, (_, place) =>
                {
                    if (problem.Code == ProblemCode.ServeOrRollout) place.RemoveMembers("serve", "rollout");
                    place.SetMembers(members.ToDictionary(m => m.Groups[1].Value, m => JsonNode.Parse(m.Groups[2].Value)));
                });
            }
            else if (Value().Match(alternative) is { Success: true } value)
            {
                yield return new(alternative, (_, place) => place.Set(JsonNode.Parse(value.Groups[1].Value)));
            }
            else if (Day().Match(alternative) is { Success: true } day)
            {
                yield return new(alternative, (_, place) => place.Set(day.Groups[1].Value));
            }
        }
    }

    /// <summary>The document with what the remedy says.</summary>
    public JsonNode PutInto(JsonNode document, DocumentProblem problem)
    {
        Put(document, new DocumentPlace(document, problem.Path));
        return document;
    }

    public override string ToString() => Text;

    [GeneratedRegex("Did you mean '([^']+)'")]
    private static partial Regex Meant();

    /// <summary>Something to be put in as it stands.</summary>
    [GeneratedRegex("""^(?!.*(?:\.\.\.|operand))(?:Write |Add "|"|\{|[0-9])""")]
    private static partial Regex Begin();

    [GeneratedRegex(@",? or |; ")]
    private static partial Regex Or();

    [GeneratedRegex(@"""([A-Za-z]+)"": (""[^""]*""|\[[^\]]*\]|\{(?:[^{}]|\{[^{}]*\})*\}|-?[0-9]+(?:\.[0-9]+)?|true|false)")]
    private static partial Regex Members();

    [GeneratedRegex(@"(?:such as|Write) (""[^""]*""|\[[^\]]*\]|\{[^{}.]*\}|-?[0-9]+(?:\.[0-9]+)?(?![0-9-])|true|false)(?! to )")]
    private static partial Regex Value();

    [GeneratedRegex("^Write ([0-9]{4}-[0-9]{2}-[0-9]{2})")]
    private static partial Regex Day();
}
