using System.CommandLine;
using Wsm.Hosting;

namespace Wsm.CommandLine;

/// <summary>A command of wsm: its options, its examples, and what it runs.</summary>
/// <remarks>A <c>XCommand.cs</c> makes one: options in, one call into the verb's own code, exit code out.</remarks>
internal sealed class Verb : Command
{
    private readonly WsmContext _context;

    public Verb(string name, string description, WsmContext context)
        : base(name, description) => _context = context;

    /// <summary>Whole command lines, shown at the end of the command's help.</summary>
    public IReadOnlyList<Example> Examples { get; init; } = [];

    /// <summary>Sets what the command does; <paramref name="run"/> returns the <see cref="ExitCode"/>.</summary>
    public void Runs(Func<Invocation, CancellationToken, Task<int>> run) =>
        SetAction(
            async (parsed, cancellation) =>
            {
                var call = new Invocation(parsed, _context, GlobalOptions.OpenConsole(parsed, _context));
                var code = await run(call, cancellation);
                call.End();
                return code;
            }
        );
}
