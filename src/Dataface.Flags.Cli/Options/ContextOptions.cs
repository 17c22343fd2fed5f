using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using Dataface.Flags.Cli.Commands;

namespace Dataface.Flags.Cli.Options;

/// <summary>The options that make an evaluation context.</summary>
internal sealed class ContextOptions
{
    private readonly Option<string?> _user = new("--user", "-u") { Description = "The user's identifier (attribute userId)." };

    private readonly Option<string[]> _attributes = new("--with", "-w")
    {
        Description = "An attribute, name=value. A value that is a JSON number, true, false, string or list of strings or of "
            + "numbers is of that type; anything else is text.",
    };

    public ContextOptions AddTo(Command command)
    {
        command.Add(_user);
        return AddAttributesTo(command);
    }

    public ContextOptions AddAttributesTo(Command command)
    {
        command.Add(_attributes);
        _attributes.Validators.Add(result =>
        {
            foreach (var text in result.Tokens.Select(t => t.Value).Where(t => t.IndexOf('=', StringComparison.Ordinal) < 1))
            {
                result.AddError($"'{text}' is not an attribute. Write name=value, such as country=DE.");
            }
        });
        return this;
    }

    public bool HasAttributes(SymbolResult result) => result.GetResult(_attributes) is not null;

    public EvaluationContext Read(ParseResult parsed) => ReadAttributes(parsed, EvaluationContext.ForUser(parsed.GetValue(_user)));

    public EvaluationContext ReadAttributes(ParseResult parsed, EvaluationContext context)
    {
        foreach (var text in parsed.GetValue(_attributes) ?? [])
        {
            var split = text.IndexOf('=', StringComparison.Ordinal);
            context = With(context, text[..split], text[(split + 1)..]);
        }

        return context;
    }

    private static EvaluationContext With(EvaluationContext context, string name, string value)
    {
        JsonElement json;
        try
        {
            json = JsonElement.Parse(value);
        }
        catch (JsonException)
        {
            return context.With(name, value);
        }

        return ContextAttribute.TryAdd(context, name, json) ?? context.With(name, value);
    }
}
