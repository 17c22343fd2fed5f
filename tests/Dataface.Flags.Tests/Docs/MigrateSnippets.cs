using Dataface.Flags.Documents;
using Dataface.Flags.Tests.Evaluating;

namespace Dataface.Flags.Tests.Docs;

/// <summary>The code of "From Microsoft.FeatureManagement, in ten minutes", word for word.</summary>
[TestFixture]
internal sealed class MigrateSnippets
{
    private sealed record Person(string Id, string[] Groups);

    [Test]
    public void Context_AsInTheDocumentation_FindsTheFlagByItsOldName()
    {
        var flags = Given.Snapshot(
            Given.Flag("New-Search-v2", Given.When(Given.Text("groups", ConditionOperator.In, "Beta"))) with { Alias = "New Search/v2" });
        var (user, ranked, results) = (new Person("ann", ["Beta"]), "ranked", "plain");
        var context = EvaluationContext.ForUser(user.Id).WithList("groups", user.Groups);
        if (flags.IsEnabled("New Search/v2", context)) results = ranked;
        Assert.That(results, Is.EqualTo("ranked"));
    }
}
