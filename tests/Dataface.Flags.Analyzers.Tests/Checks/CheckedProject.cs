using Dataface.Flags.Analyzers.Checks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;

namespace Dataface.Flags.Analyzers.Tests.Checks;

/// <summary>A project whose code is checked. <c>{|DFA0001:...|}</c> marks where a rule must report; nothing else may.</summary>
internal sealed class CheckedProject : CSharpAnalyzerTest<FlagAnalyzer, DefaultVerifier>
{
    public const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Dataface.Flags;
        global using Dataface.Flags.AspNetCore;
        global using Microsoft.AspNetCore.Builder;
        global using Microsoft.Extensions.DependencyInjection;
        global using Microsoft.Extensions.Hosting;

        """;

    /// <summary>new-cart has a rollout, headline has texts, size has numbers; limits objects. They expire on 1 March 2027.</summary>
    public const string Document = """
        {
          "schema": 1,
          "flags": {
            "new-cart": { "owner": "team-cart", "created": "2026-11-20", "expires": "2027-03-01",
            "environments": { "production": { "rollout": { "percent": 5 } } } },
            "quiet": { "owner": "team-cart", "created": "2026-11-20", "expires": "2027-03-01",
            "environments": { "staging": { "serve": "on" } } },
            "by-session": { "owner": "team-cart", "created": "2026-11-20", "expires": "2027-03-01", "bucketBy": "sessionId",
            "environments": { "production": { "rollout": { "percent": 5 } } } },
            "texts": { "owner": "team-cart", "created": "2026-11-20", "expires": "2027-03-01",
            "variants": { "plain": "a", "sale": "b" }, "offVariant": "plain",
            "environments": { "production": { "rollout": { "percent": 5 } } } },
            "headline": { "owner": "team-cart", "created": "2026-11-20", "expires": "2027-03-01",
            "variants": { "plain": "a", "sale": "b" }, "offVariant": "plain" },
            "size": { "owner": "team-cart", "created": "2026-11-20", "expires": "2027-03-01",
            "variants": { "small": 1, "large": 2 }, "offVariant": "small" },
            "ratio": { "owner": "team-cart", "created": "2026-11-20", "expires": "2027-03-01",
            "variants": { "small": 1, "large": 2.5 }, "offVariant": "small" },
            "limits": { "owner": "team-cart", "created": "2026-11-20", "expires": "2027-03-01",
            "variants": { "small": {}, "large": { "a": 1 } }, "offVariant": "small" }
          }
        }
        """;

    private CheckedProject(string source, string? document, string today, string? experiment)
    {
        ReferenceAssemblies = new ReferenceAssemblies("net10.0");
        TestState.AdditionalReferences.AddRange(References.All);
        TestState.Sources.Add(("/Usings.cs", Usings));
        TestState.Sources.Add(("/Program.cs", source));
        var settings = $"is_global = true\nbuild_property.FlagsToday = {today}\n";
        if (document is not null)
        {
            TestState.AdditionalFiles.Add(("/flags.json", document));
            settings += "[/flags.json]\nbuild_metadata.AdditionalFiles.DatafaceFlags = FlagDocument\n";
        }

        if (experiment is not null)
        {
            TestState.AdditionalFiles.Add(("/experiment.yaml", experiment));
            settings += "[/experiment.yaml]\nbuild_metadata.AdditionalFiles.DatafaceFlags = FlagExperiment\n";
        }

        TestState.AnalyzerConfigFiles.Add(("/.globalconfig", settings));
        CompilerDiagnostics = CompilerDiagnostics.Errors;
        SolutionTransforms.Add((solution, id) => solution
            .WithProjectParseOptions(id, new CSharpParseOptions(LanguageVersion.Latest))
            .WithProjectCompilationOptions(id,
                new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable)));
    }

    /// <summary>Reports where the markup says so, and nowhere else.</summary>
    public static Task CheckAsync(string source, string? document = Document, string today = "", string? experiment = null) =>
        new CheckedProject(source, document, today, experiment).RunAsync();

    /// <summary>The same for statements of a method that has <c>IFlags flags</c>, <c>IFlagClient client</c>, <c>IRequestFlags
    /// request</c> and <c>string user</c>.</summary>
    public static Task CheckBodyAsync(string statements, string? document = Document, string today = "",
        string? experiment = null) => CheckAsync(
        $$"""
        namespace Shop;
        public sealed class Page(IFlags flags, IFlagClient client, IRequestFlags request)
        {
            public object? Show(string user)
            {
                {{statements}}
                return (flags, client, request);
            }
        }
        """,
        document, today, experiment);
}
