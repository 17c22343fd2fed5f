using Dataface.Flags.Server.Board.Rendering;
using Dataface.Flags.Server.Problems;

namespace Dataface.Flags.Server.Board.Frame;

/// <summary>Why what was sent with a form was refused. It is shown above the form, which keeps what was written. Immutable.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Title">What it is.</param>
/// <param name="Problems">What is wrong, each in words.</param>
internal sealed record FormRefusal(int Status, string Title, IReadOnlyList<string> Problems)
{
    /// <summary>What whoever sent the form can do something about; null for everything else.</summary>
    public static FormRefusal? Of(Exception error) => error switch
    {
        ProblemException { Problem: { Status: StatusCodes.Status400BadRequest or StatusCodes.Status409Conflict } problem } =>
            new(problem.Status, problem.Title, problem.Problems ?? [problem.Detail]),
        RefusalException { Kind: not RefusalKind.NotFound } refusal =>
            Problem.Of(refusal) is var problem ? new(problem.Status, problem.Title, [refusal.Message]) : null,
        _ => null,
    };

    /// <summary>Marks the field that it is about; nothing for null.</summary>
    public static Html Mark(FormRefusal? refusal) =>
        Html.If(refusal is not null, () => Html.Of($""" aria-invalid="true" aria-describedby="problem" """));

    /// <summary>Its markup, which a field names as its description; nothing for null.</summary>
    public static Html Show(FormRefusal? refusal) => refusal is null ? Html.Empty : Html.Of($"""
        <div class="notice bad" role="alert" id="problem"><p><strong>{refusal.Title}. Nothing was changed.</strong></p>
        <ul>{Html.Each(refusal.Problems, problem => Html.Of($"<li>{problem}</li>"))}</ul></div>
        """);
}
