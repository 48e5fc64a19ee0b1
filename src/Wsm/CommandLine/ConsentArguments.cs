using System.CommandLine;
using Wsm.Kubernetes.Api;
using Wsm.Product.Failures;

namespace Wsm.CommandLine;

/// <summary>Whether a cluster may be changed: it was named, or the person is asked.</summary>
internal sealed class ConsentArguments
{
    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Do not ask; goes with --context." };

    public void AddTo(Command command) => command.Add(_yes);

    /// <param name="what">What is about to be done, as a sentence without its end: <c>Deploy W&amp;B</c>.</param>
    /// <exception cref="UserError">It may not be changed.</exception>
    public void Require(Invocation call, ApiClient client, string what)
    {
        var access = client.Access;
        if (call.Get(_yes) && !access.IsNamed)
        {
            throw UserError.Usage("--yes needs --context: what is not asked about must be named.");
        }

        if (call.Get(_yes) || (access.IsNamed && !call.Context.InIsTerminal))
        {
            return;
        }

        if (!call.Context.InIsTerminal)
        {
            throw UserError.Usage(
                $"Which cluster is to be changed? There is no terminal to ask on, and no context was named (the current context is {access.Context}).",
                "Name it with --context."
            );
        }

        call.Context.Error.Write($"{what} in context {access.Context} ({access.Server})? [y/N] ");
        call.Context.Error.Flush();
        if (call.Context.In.ReadLine()?.Trim().ToLowerInvariant() is not ("y" or "yes"))
        {
            throw new UserError("Nothing has been changed.");
        }
    }
}
