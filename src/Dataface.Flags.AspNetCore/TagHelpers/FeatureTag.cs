using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Dataface.Flags.AspNetCore.TagHelpers;

/// <summary>
/// Shows the content of <c>&lt;feature name="checkout-v2"&gt;</c> in Razor pages and views when a boolean flag is on for the request.
/// Otherwise none of it is executed or written. If in doubt, it is off, as with <see cref="RequireFlagAttribute"/>. Write
/// <c>@addTagHelper *, Dataface.Flags.AspNetCore</c> in <c>_ViewImports.cshtml</c>. Needs <c>services.AddRequestFlags()</c>.
/// </summary>
/// <param name="flags">The request's flags.</param>
[HtmlTargetElement("feature")]
public sealed class FeatureTag(IRequestFlags flags) : TagHelper
{
    /// <summary>The flag's key, or several keys separated by commas.</summary>
    public string? Name { get; set; }

    /// <summary>How many of several flags must be on.</summary>
    /// <value><see cref="FlagRequirement.All"/> by default.</value>
    public FlagRequirement Requirement { get; set; }

    /// <summary>
    /// Whether the content is shown when the requirement is <b>not</b> met. Each flag must then be known, as described for
    /// <see cref="RequireFlagAttribute.Negate"/>.
    /// </summary>
    /// <value>False by default.</value>
    public bool Negate { get; set; }

    /// <summary>
    /// The name of a variant, or several names separated by commas, for flags of any type: instead of being on, the flag must give one of
    /// these.
    /// </summary>
    /// <value>Null by default, for boolean flags that are on.</value>
    public string? Variant { get; set; }

    /// <summary>Leaves the content out unless the flags are as asked for.</summary>
    /// <param name="context">The tag.</param>
    /// <param name="output">What is written for it.</param>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.TagName = null;
        var terms = new FlagTerms(Parts(Name ?? ""), Requirement, Negate, Variant is null ? null : Parts(Variant));
        if (!terms.AreMet(flags)) output.SuppressOutput();
    }

    private static string[] Parts(string list) => list.Split(',', StringSplitOptions.TrimEntries);
}
