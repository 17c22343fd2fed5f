using Dataface.Flags.Cli.Import.Deciding;
using Dataface.Flags.Cli.Import.Source;
using Dataface.Flags.Documents;

namespace Dataface.Flags.Cli.Import.Translating;

/// <summary>Translates one flag of either schema.</summary>
internal sealed class FlagTranslation(FlagScope scope)
{
    private const string From = "Microsoft.FeatureManagement";
    private const int MaxAliasLength = 256;
    private const int MaxSaltLength = 256;

    /// <summary>The flag as the document has it; throws <see cref="ImportFaultException"/> when it cannot be read.</summary>
    /// <param name="flag">The flag as the file has it.</param>
    /// <param name="key">Its key.</param>
    public FlagDefinition Translate(SourceFlag flag, string key)
    {
        var node = flag.Node;
        var enabled = new EnabledTranslation(scope).Read(flag);
        var allocation = node.IsObject ? node["allocation"] : null;
        var whenDisabled = allocation?["defaultWhenDisabled"]?.Text;
        var plan = new VariantTranslation(scope).Read(node.IsObject ? node["variants"] : null, whenDisabled);
        var decision = Decide(enabled, plan, allocation);
        UserMoves.Tell(scope, node.Path, decision, plan.Off);
        var settings = scope.Settings;
        var isLever = settings.Operations.Contains(flag.Name, StringComparer.OrdinalIgnoreCase);
        if (isLever) scope.Translated(node.Path, "It is of kind operations: its owner may renew it more than twice, each time on the day.");
        var environment = new RuleWriter(plan.Off, From).Write(decision);
        return new FlagDefinition
        {
            Key = key,
            Alias = Alias(flag, key),
            Imported = new() { From = From, On = settings.Today, Created = settings.Created },
            Description = Description(flag),
            Owner = settings.Owner,
            Kind = isLever ? FlagKind.Operations : FlagKind.Release,
            Created = settings.Today,
            Expires = settings.Expires,
            Variants = plan.Variants,
            OffVariant = plan.Off,
            BucketBy = settings.UserAttribute,
            Salt = Salt(allocation?["seed"]) ?? key,
            Environments = settings.Environments.Distinct(StringComparer.Ordinal).ToDictionary(name => name, _ => environment),
        };
    }

    private DecisionList<Mix> Decide(DecisionList<decimal>? enabled, VariantPlan plan, SourceNode? allocation)
    {
        var variants = new AllocationTranslation(scope, plan);
        var disabled = plan.Of(variants.Checked(allocation?["defaultWhenDisabled"]), isEnabled: false);

        // What a variant overrides cannot switch on what is switched off as a whole.
        if (enabled is null) return new(plan.Names is null ? Mix.Of(plan.Off) : disabled);
        return enabled.With(variants.Read(allocation), (share, mix) => Mix.Blend(share, mix, disabled), share => share == 0);
    }

    private string Description(SourceFlag flag)
    {
        if (flag.IsOfOldSchema) return "";
        var (description, name) = (flag.Node["description"]?.Text, flag.Node["displayName"]?.Text);
        if (string.IsNullOrEmpty(description)) return name ?? "";
        if (!string.IsNullOrEmpty(name))
            scope.LeftOut(flag.Node["displayName"]!.Path, "The document has one text for each flag, the description.");
        return description;
    }

    private string? Alias(SourceFlag flag, string key)
    {
        if (key == flag.Name) return null;
        if (flag.Name.Length <= MaxAliasLength && !string.IsNullOrWhiteSpace(flag.Name) && !flag.Name.Any(char.IsControl))
        {
            scope.Translated(flag.Node.Path, $"This name is not a valid key, so the key is '{key}'. The old name still works, "
                + "as an alias.");
            return flag.Name;
        }

        scope.Approximated(flag.Node.Path, $"This name is valid neither as a key nor as an alias. Change it to '{key}' in code.");
        return null;
    }

    private string? Salt(SourceNode? seed)
    {
        if (seed?.Text is not { Length: > 0 and <= MaxSaltLength } salt) return null;
        scope.Translated(
            seed.Path, "The seed is the salt: flags with one seed divide users alike, as before; but the hash is another one.");
        return salt;
    }
}
