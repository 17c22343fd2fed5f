using Dataface.Flags.Documents.Reading;

namespace Dataface.Flags.Documents.Linking;

/// <summary>Looks at objectives that guards share: that they exist, and what each of them promises.</summary>
internal sealed class ObjectiveLinker(LinkScope scope)
{
    public void Check()
    {
        foreach (var flag in scope.Flags.Values)
        {
            if (flag.Guard?.Objective is { } name && !scope.HasObjective(name)) Unknown(flag, name);
        }
    }

    /// <summary>Gives guards the figure of the objective that they name.</summary>
    public void FillIn()
    {
        foreach (var flag in scope.Flags.Values.Where(f => f.Guard?.Objective is not null).ToList())
        {
            scope.FillIn(flag with { Guard = flag.Guard! with { SloObjective = scope.Objectives[flag.Guard.Objective!].Percent } });
        }
    }

    private void Unknown(FlagDefinition flag, string name)
    {
        var near = Spelling.Nearest(name, scope.Objectives.Keys);
        scope.InFlag(
            ProblemCode.UnknownObjective, ProblemSeverity.Error, flag.Key,
            JsonPath.Root["flags"][flag.Key]["guard"]["slo"]["objective"], $"No document has an objective '{name}'.",
            near is null ? $"Add it: \"objectives\": {{ \"{name}\": {{ \"objective\": 99.9 }} }}." : $"Did you mean '{near}'?");
    }
}
