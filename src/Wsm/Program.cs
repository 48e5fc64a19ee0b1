using System.Runtime.InteropServices;
using Wsm;
using Wsm.Hosting;

using var interruption = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, CancelOnce);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, CancelOnce);

using var context = WsmContext.OfThisProcess();
return await Application.RunAsync(args, context, interruption.Token);

// The first signal asks the work to stop cleanly; a second one has its usual effect.
void CancelOnce(PosixSignalContext signal)
{
    if (!interruption.IsCancellationRequested)
    {
        signal.Cancel = true;
        interruption.Cancel();
    }
}
