using Microsoft.Extensions.Logging;

namespace Dataface.Flags.AspNetCore.Variants;

/// <summary>Log events of services that are chosen by variant, ids 7006 to 7009.</summary>
internal static partial class VariantLog
{
    [LoggerMessage(7006, LogLevel.Warning,
        "Flag '{Flag}' gives the variant '{Variant}', which has no {Service}. The one of '{OffVariant}' is used. Write "
        + "services.AddKeyedScoped<{Service}, ...>(\"{Variant}\"). Logged once for each variant.")]
    public static partial void ServiceMissing(ILogger logger, string flag, string variant, string service, string offVariant);
}
