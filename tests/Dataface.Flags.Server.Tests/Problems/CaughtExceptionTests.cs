using System.Reflection;
using Dataface.Flags.Experiments.Registry;
using Dataface.Flags.Server.Hosting;
using Dataface.Flags.Server.Settings;

namespace Dataface.Flags.Server.Tests.Problems;

/// <summary>Refusals are one type: nobody catches what the framework throws for a bug.</summary>
[TestFixture]
internal sealed class CaughtExceptionTests
{
    private const byte IsInstance = 0x75;

    private const BindingFlags Own =
        BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>What a mistake of a program throws.</summary>
    private static readonly Type[] Bugs =
    [
        typeof(InvalidOperationException), typeof(ObjectDisposedException), typeof(ArgumentException), typeof(ArgumentOutOfRangeException),
            typeof(ArgumentNullException), typeof(KeyNotFoundException),
        typeof(NotSupportedException), typeof(OverflowException), typeof(IndexOutOfRangeException), typeof(NullReferenceException),
            typeof(FormatException), typeof(System.Text.Json.JsonException),
    ];

    /// <summary>
    /// Readers of what was stored, configured or decoded, where the framework knows no other way to say that it is none; each
    /// makes one type of its own of it.
    /// </summary>
    private static readonly string[] Readers =
    [
        // The server: forms and bodies are refused by their one reader; keys, secrets and cookies are what somebody else has written.
        "Bodies.JsonBody", "Ofrep.ContextReader", "Keys.KeyCodec", "Keys.KeyEvidence", "Keys.ConfiguredKeys", "Settings.SecretsFile",
            "Instances.InstanceLine", "Instances.RefusalLine", "Instances.ForgottenLine", "Experiments.PolicySetting",
            "Stores.PostgresPassword", "Stores.PostgresHome", "Board.Flags.GuardSection",

        // Experiments: rows and lines, read one by one.
        "Registry.SentRows", "Readouts.Files.DataRows", "Readouts.ExperimentDataCodec",
            "Readouts.DecisionCodec", "Yaml.YamlTreeReader", "FoundUses",

        // Sums of what somebody sends, which no number may hold.
        "Summaries.UnitSummary",
    ];

    private static readonly Assembly[] Assemblies = [typeof(ServerApp).Assembly, typeof(IExperimentRegistry).Assembly];

    [Test, Rule("refusals are one type, bugs are bugs")]
    public void Code_OfServerAndExperiments_CatchesNoBugOfTheFramework()
    {
        var caught = Assemblies.SelectMany(a => a.GetTypes())
            .Where(type => type.Namespace?.StartsWith("Dataface.Flags", StringComparison.Ordinal) == true).SelectMany(MethodsOf)
            .Select(m => (Place: PlaceOf(m), Bugs: CaughtBy(m).Intersect(Bugs).ToList())).Where(c => c.Bugs.Count > 0).ToList();
        Assert.That(caught, Is.Not.Empty, "the readers are found");
        var others = caught.Where(c => !Readers.Contains(c.Place)).Select(
            c => $"{c.Place}: {string.Join(", ", c.Bugs.Select(b => b.Name))}").Distinct();
        Assert.That(others, Is.Empty, "throw and map RefusalException instead");
        Assert.That(Readers.Except(caught.Select(c => c.Place)), Is.Empty, "a reader is listed that catches nothing any more");
    }

    /// <summary>The outermost type, without the namespace that all share.</summary>
    private static string PlaceOf(MethodBase method)
    {
        var type = method.DeclaringType!;
        while (type.DeclaringType is { } outer) type = outer;
        return string.Join('.', type.FullName!.Split('.').Skip(3));
    }

    private static IEnumerable<MethodBase> MethodsOf(Type type) =>
        type.GetMethods(Own).Cast<MethodBase>().Concat(type.GetConstructors(Own));

    /// <summary>The types of catch clauses, and those that their conditions ask for.</summary>
    private static IEnumerable<Type> CaughtBy(MethodBase method)
    {
        if (method.GetMethodBody() is not { ExceptionHandlingClauses: { Count: > 0 } clauses } body) yield break;
        var code = body.GetILAsByteArray()!;
        foreach (var clause in clauses)
        {
            if (clause.Flags == ExceptionHandlingClauseOptions.Clause && clause.CatchType is { } type) yield return type;
            if (clause.Flags != ExceptionHandlingClauseOptions.Filter) continue;
            for (var at = clause.FilterOffset; at < clause.HandlerOffset - 4; at++)
            {
                if (code[at] == IsInstance && TypeOf(method, BitConverter.ToInt32(code, at + 1)) is { } asked) yield return asked;
            }
        }
    }

    private static Type? TypeOf(MethodBase method, int token)
    {
        // Of type references and definitions only: other bytes may look like the instruction.
        if (token >> 24 is not (0x01 or 0x02)) return null;
        try
        {
            return method.Module.ResolveType(token);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
