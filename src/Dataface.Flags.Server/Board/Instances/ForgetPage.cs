using Dataface.Flags.Server.Board.Frame;
using Dataface.Flags.Server.Board.Rendering;
using Dataface.Flags.Server.Instances;

namespace Dataface.Flags.Server.Board.Instances;

/// <summary>Asks whether an instance is really gone, and says that it is forgotten.</summary>
internal static class ForgetPage
{
    public static Html Confirm(
        HttpContext http, string environment, InstanceView instance, string reason, FormRefusal? refusal) => Html.Of($"""
        {FormRefusal.Show(refusal)}
        <p class="lead">The server believes you that its process is gone, and no kill or restore is unconfirmed because of it any
        more. If it only hangs, it may still serve users as before. When it reports again, it is listed again.</p>
        <form class="stack" method="post" action="{Links.Forget(environment, instance.Id)}">{Shell.FormToken(http)}
        <label for="reason">How do you know?</label>
        <textarea id="reason" name="reason" rows="2" required maxlength="2000"{FormRefusal.Mark(refusal)}>{reason}</textarea>
        <p class="soft">It goes into the audit trail with your key's name.</p>
        <div class="actions"><button type="submit" class="danger">Forget {instance.Name} in {environment}</button>
        <a class="button" href="{Links.Instances(environment)}">Cancel</a></div>
        </form>
        """);

    public static Html Done(ForgetAnswer answer) => Html.Of($"""
        <p class="notice good" role="status"><strong>{answer.Name} is forgotten in {answer.Environment}.</strong>
        If it reports again, it is listed again.</p>
        <p><a class="button" href="{Links.Instances(answer.Environment)}">Back to the instances</a></p>
        """);
}
