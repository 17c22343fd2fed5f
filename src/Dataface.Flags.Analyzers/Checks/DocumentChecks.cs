using System.Globalization;
using Dataface.Flags.Analyzers.Documents;
using Dataface.Flags.Analyzers.Generating;
using Dataface.Flags.Analyzers.Uses;
using Dataface.Flags.Documents;
using Microsoft.CodeAnalysis;

namespace Dataface.Flags.Analyzers.Checks;

/// <summary>What documents and experiments say about the flag of a use: unknown, of another type, expired, decided.</summary>
internal static class DocumentChecks
{
    public static IEnumerable<Diagnostic> Of(FlagUse use, ProjectFlags project)
    {
        if (use.Key is null || use.Kind is FlagUseKind.Forced or FlagUseKind.Other) return [];
        var isNamedHere = use.Source is FlagKeySource.Literal or FlagKeySource.Constant || use.Kind == FlagUseKind.Handle;
        if (project.Find(use.Key) is not { } flag) return isNamedHere && project.KnowsAllKeys ? [Unknown(use, project)] : [];
        var found = new[] { isNamedHere ? WrongType(use, flag) : null, Expiry(use, flag, project), Decision(use, project) };
        return found.OfType<Diagnostic>();
    }

    private static Diagnostic Unknown(FlagUse use, ProjectFlags project)
    {
        var near = Spelling.Nearest(use.Key!, project.Flags.Keys.OrderBy(k => k, StringComparer.Ordinal));
        return Diagnostic.Create(Rules.UnknownFlag, use.Location, ModelScope.Shown(use.Key!), near is null ? ""
            : $" Did you mean '{near}'?");
    }

    private static Diagnostic? WrongType(FlagUse use, FlagModel flag)
    {
        if (use.AskedType is not { } type || FlagFactories.Fits(flag, type)
            || (type == "object" && flag.Type == FlagType.Object)) return null;
        var values = flag.Type switch
        {
            FlagType.Boolean => "true and false",
            FlagType.Text => "texts",
            FlagType.Object => "objects",
            _ => $"the numbers {ModelScope.Shown(string.Join(", ", flag.Variants.Select(v => v.Text)))}",
        };
        return Diagnostic.Create(Rules.WrongType, use.Location, flag.Key, values, type);
    }

    private static Diagnostic? Expiry(FlagUse use, FlagModel flag, ProjectFlags project)
    {
        if (project.Today is not { } today) return null;
        var days = (flag.Expires - today).Days;
        if (days <= 0) return Diagnostic.Create(Rules.Expired, use.Location, flag.Key, ModelScope.Shown(flag.Owner),
            Day.Write(flag.Expires));
        return days > project.ExpiryDays
            ? null
            : Diagnostic.Create(
                Rules.ExpiresSoon, use.Location, flag.Key, ModelScope.Shown(flag.Owner), Day.Write(flag.Expires),
                    days.ToString(CultureInfo.InvariantCulture));
    }

    private static Diagnostic? Decision(FlagUse use, ProjectFlags project)
    {
        if (!project.Decided.TryGetValue(use.Key!, out var experiment)) return null;
        var keep = experiment.Kept is { } kept ? $", and keep the code of its variant '{ModelScope.Shown(kept)}'" : "";
        return Diagnostic.Create(Rules.Decided, use.Location, use.Key, ModelScope.Shown(experiment.Id), experiment.Verdict, keep);
    }
}
