using Wsm.Hosting;

namespace Wsm.Demo;

/// <summary>Runs a command line of this very program, in the world that is given to it; returns the exit status.</summary>
internal delegate Task<int> RunProgram(string[] arguments, WsmContext context, CancellationToken cancellationToken);
