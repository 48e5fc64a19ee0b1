using Wsm.Product.Failures;

namespace Wsm.Demo;

/// <summary>One step of the story.</summary>
/// <param name="Title">What a person wants to know or do here.</param>
/// <param name="Explanation">How it is done, in a line.</param>
/// <param name="Command">As one would type it.</param>
/// <param name="RunAsync">Runs the command for real and returns what was proved by it; a <see cref="UserError"/> tells what was not as it
/// should be.</param>
internal sealed record DemoStep(string Title, string Explanation, string Command, Func<CancellationToken, Task<string>> RunAsync);
