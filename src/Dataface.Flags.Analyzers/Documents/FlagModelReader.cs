using Dataface.Flags.Analyzers.Json;
using Dataface.Flags.Analyzers.Values;
using Dataface.Flags.Documents;
using Microsoft.CodeAnalysis.Text;

namespace Dataface.Flags.Analyzers.Documents;

/// <summary>Reads one flag; gives none when something of it is wrong.</summary>
internal static class FlagModelReader
{
    private const int MaxSaltLength = 256;

    /// <summary>How much later than what goes before a day is in a hint.</summary>
    private const int Days = 60;

    private static readonly DateTime Example = new(2026, 11, 20);
    private static readonly DateTime Latest = DateTime.MaxValue.AddDays(-Days);

    private static readonly string[] Shape =
    [
        "description", "owner", "kind", "created", "expires", "variants", "offVariant", "bucketBy", "salt",
        "layer", "requires", "renewals", "approval", "environments", "guard", "alias", "imported",
    ];

    private static readonly string[] Kinds = ["release", "experiment", "copy", "pricing", "operations"];

    public static PlacedFlag? Read(ModelScope scope, JsonProperty property, PlacedNode? layers)
    {
        var before = scope.Count;
        var (key, span, node) = property;
        if (!scope.IsObject(node, "A flag", Shape)) return null;
        var (variants, type) = VariantModelReader.Read(scope, node, span);
        var created = scope.RequiredDay(node, span, "created", Before(node["expires"]?.Value.Text));
        var flag = new FlagModel
        {
            Key = key,
            Description = scope.Text(node, "description") ?? "",
            Owner = scope.RequiredText(node, span, "owner", "team-payments"),
            Alias = Alias(scope, node),
            Kind = Kind(scope, node),
            Created = created ?? default,
            Expires = Expires(scope, node, span, created),
            Type = type,
            Variants = new([.. variants.Select(v => v.Model)]),
            OffVariant = VariantModelReader.Off(scope, node, span, [.. variants.Select(v => v.Model)], type),
            BucketBy = BucketBy(scope, node) ?? UnitOfLayer(node, layers),
            Salt = Salt(scope, node) ?? key,
            HasRollout = node["environments"]?.Value is { } environments && environments.Properties.Any(e => HasRollout(e.Value)),
        };
        if (scope.Count > before) return null;
        var places = node["variants"] is null ? default : new EquatableArray<TextPlace>([.. variants.Select(v => scope.At(v.Span))]);
        return new(flag, scope.At(span), places);
    }

    private static string? Alias(ModelScope scope, PlacedNode node)
    {
        if (scope.Text(node, "alias") is not { } alias || !ModelNames.IsName(alias)) return scope.Text(node, "alias");
        scope.Problem(node["alias"]!.Value.Span,
            $"The alias '{ModelScope.Shown(alias)}' could be a key. Make it the flag's key and take 'alias' out.");
        return null;
    }

    private static string Kind(ModelScope scope, PlacedNode node)
    {
        if (scope.Text(node, "kind") is not { } kind) return "release";
        if (Kinds.Contains(kind)) return kind;
        var near = Spelling.Nearest(kind, Kinds);
        scope.Problem(
            node["kind"]!.Value.Span,
            $"There is no kind '{ModelScope.Shown(kind)}'. {(near is null ? $"Write one of {string.Join(", ",
                Kinds)}." : $"Did you mean '{near}'?")}");
        return "release";
    }

    private static DateTime Expires(ModelScope scope, PlacedNode node, TextSpan owner, DateTime? created)
    {
        var expires = scope.RequiredDay(node, owner, "expires", After(created ?? Example)) ?? DateTime.MaxValue;
        if (expires <= created) scope.Problem(node["expires"]!.Value.Span,
            $"The flag expires on {Day.Write(expires)}, not after {Day.Write(created.Value)}. Write a later day.");
        if (node["renewals"]?.Value is not { } renewals) return expires;
        if (renewals.Kind != JsonKind.List) scope.Problem(renewals.Span, "'renewals' must be a list in brackets, [ ... ].");
        foreach (var renewal in renewals.Items)
        {
            var place = new TextSpan(renewal.Span.Start, 1);
            if (!scope.IsObject(renewal, "A renewal", "by", "on", "until", "reason")) continue;
            scope.RequiredText(renewal, place, "by", "team-payments");
            scope.RequiredText(renewal, place, "reason", "second market");
            var on = scope.RequiredDay(renewal, place, "on", expires == DateTime.MaxValue ? Example : expires);
            var beyond = expires == DateTime.MaxValue || on > expires ? on ?? Example : expires;
            if (scope.RequiredDay(renewal, place, "until", After(beyond)) is not { } until) continue;
            var before = expires != DateTime.MaxValue && !(on > expires) ? expires : on ?? DateTime.MinValue;
            if (until <= before) scope.Problem(renewal["until"]!.Value.Span,
                $"The renewal does not extend the flag beyond {Day.Write(before)}. Write a later day, renewals in order.");
            expires = until;
        }

        return expires;
    }

    private static DateTime Before(string? expires) =>
        Day.TryParse(expires, out var day) && day > DateTime.MinValue.AddDays(Days) ? day.AddDays(-Days) : Example;

    private static DateTime After(DateTime day) => day < Latest ? day.AddDays(Days) : day;

    private static string? BucketBy(ModelScope scope, PlacedNode node)
    {
        if (scope.Text(node, "bucketBy") is not { } name || ModelNames.IsName(name)) return scope.Text(node, "bucketBy");
        scope.Problem(node["bucketBy"]!.Value.Span, $"'{ModelScope.Shown(name)}' is not a valid name (bucketBy). {ModelNames.Rule}");
        return null;
    }

    /// <summary>The layer's attribute; null when another document may define the layer.</summary>
    private static string? UnitOfLayer(PlacedNode node, PlacedNode? layers)
    {
        if (node["layer"]?.Value is not { } slice) return "userId";
        if (slice["name"]?.Value.Text is not { } name || layers?[name]?.Value is not { } layer) return null;
        return layer["bucketBy"]?.Value.Text ?? "userId";
    }

    private static string? Salt(ModelScope scope, PlacedNode node)
    {
        if (scope.Text(node, "salt") is not { } salt || salt.Length is > 0 and <= MaxSaltLength) return scope.Text(node, "salt");
        scope.Problem(node["salt"]!.Value.Span,
            $"'salt' has {salt.Length} characters. Write 1 to {MaxSaltLength}, or leave it out: the key is the default.");
        return null;
    }

    private static bool HasRollout(PlacedNode environment) =>
        environment["rollout"] is not null || (environment["rules"]?.Value.Items.Any(rule => rule["rollout"] is not null) ?? false);
}
