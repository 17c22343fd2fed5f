using Dataface.Flags.AspNetCore.Context;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Dataface.Flags.AspNetCore;

/// <summary>What options must be like; each failure says what to write instead.</summary>
internal sealed class RequestFlagsOptionsValidation(IServiceProviderIsService? known = null) : IValidateOptions<RequestFlagsOptions>
{
    public ValidateOptionsResult Validate(string? name, RequestFlagsOptions options)
    {
        var failures = Failures(options).ToList();
        if (known?.IsService(typeof(IFlagClient)) == false) failures.Insert(0, NeededFlags.Missing("AddRequestFlags()"));
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(RequestFlagsOptions options)
    {
        if (options.Attributes.Any(a => a is null)) yield return "Attributes has a null. Remove it.";
        foreach (var attribute in options.Attributes.OfType<AttributeSource>())
        {
            if (string.IsNullOrWhiteSpace(attribute.Attribute))
                yield return $"An attribute from {attribute.Describe()} has no name. Give it one, such as \"country\".";
            if (string.IsNullOrWhiteSpace(attribute.Key))
                yield return $"Attribute '{attribute.Attribute}' names no {attribute.Part}. Write where it is read.";
            if (!Enum.IsDefined(attribute.Part))
                yield return $"Attribute '{attribute.Attribute}' has an unknown source. Use one of RequestPart.";
            if (!Enum.IsDefined(attribute.Type))
                yield return $"Attribute '{attribute.Attribute}' has an unknown type. Use one of AttributeType.";
            if (attribute is { Part: RequestPart.ClaimList, Type: AttributeType.Boolean or AttributeType.Instant })
            {
                yield return $"Attribute '{attribute.Attribute}' is a list, which is of text or of numbers. Write Text or Number.";
            }

            if (attribute is { Part: RequestPart.ClaimList, IsPrivate: true })
                yield return $"Attribute '{attribute.Attribute}' is a list, which cannot be private. Set it in AdjustContext, or leave it "
                    + $"out.";
        }

        if (options.MaxValueLength is < 1 or > RequestFlagsOptions.LongestValue)
            yield return $"MaxValueLength is {options.MaxValueLength}. Write 1 to {RequestFlagsOptions.LongestValue}.";
        if (options.RepinAfter <= TimeSpan.Zero || options.RepinAfter > TimeSpan.FromDays(1))
        {
            yield return $"RepinAfter is {options.RepinAfter}. Write more than zero and at most a day, such as TimeSpan.FromSeconds(30).";
        }

        if (options.TimeProvider is null) yield return "TimeProvider is null. Write TimeProvider.System, or leave it out.";
        if (options.StatusCode is < 400 or > 599)
            yield return $"StatusCode is {options.StatusCode}, which is not an error status. Write 400 to 599, or leave it at "
                + $"404.";
    }
}
