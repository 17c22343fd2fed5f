using Dataface.Flags.Server.Callers;

namespace Dataface.Flags.Server.Tests.Access;

/// <summary>A kind of key: each scope alone and all together, for each confinement.</summary>
/// <param name="Scopes">What it may do.</param>
/// <param name="Environment">Its environment; null for all.</param>
/// <param name="Team">Its team; null for all.</param>
/// <param name="IsPublic">Whether it is one for web pages, of one flag.</param>
internal sealed record KeyKind(Scope Scopes, string? Environment, string? Team, bool IsPublic = false)
{
    public const string Own = "production";
    public const string Other = "staging";
    public const string OwnTeam = "team-own";
    public const string OtherTeam = "team-other";

    private const string PublicFlag = "checkout";

    private const Scope Every = Scope.Read | Scope.Evaluate | Scope.Operate | Scope.Report;

    public string Name => ToString();

    public string Secret => $"the-secret-of-the-key-{Name}";

    public Caller Caller => new(Name, Scopes, Environment, Team) { PublicFlags = IsPublic ? [PublicFlag] : null };

    public static IEnumerable<KeyKind> All => Secrets.Concat(
        new[] { null, Own, Other }.Select(environment => new KeyKind(Scope.Evaluate, environment, null, IsPublic: true)));

    private static IEnumerable<KeyKind> Secrets =>
        from scopes in new[]
        {
            Scope.Read, Scope.Evaluate, Scope.Operate, Scope.Admin, Scope.Report, Scope.Guard, Scope.Signal, Every, Every | Scope.Admin,
        }
        from environment in new[] { null, Own, Other }
        from team in new[] { null, OwnTeam, OtherTeam }
        where team is null || !scopes.HasFlag(Scope.Admin)
        select new KeyKind(scopes, environment, team);

    /// <summary>As settings of a server.</summary>
    public IEnumerable<string> Settings(int index)
    {
        var prefix = $"--Server:Keys:{index}:";
        yield return $"{prefix}Name={Name}";
        yield return $"{prefix}Secret={Secret}";
        foreach (var (scope, i) in ScopeNames.List(Scopes).Select((scope, i) => (scope, i))) yield return $"{prefix}Scopes:{i}={scope}";
        if (Environment is not null) yield return $"{prefix}Environment={Environment}";
        if (Team is not null) yield return $"{prefix}Team={Team}";
        if (IsPublic) yield return $"{prefix}PublicFlags:0={PublicFlag}";
    }

    public override string ToString() =>
        $"{string.Join('-', ScopeNames.List(Scopes))}.{Environment ?? "all"}.{Team ?? "none"}{(IsPublic ? ".public" : "")}";
}
