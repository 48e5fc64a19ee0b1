using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Options;
using Wsm.Site.ChartStores;

namespace Wsm.Site.Delivery;

/// <summary>The connections of one delivery, and those who work with them.</summary>
public sealed class DeliverySession : IDisposable
{
    private readonly HttpClient _http;

    public DeliverySession(RegistryOptions options, Destination destination, TimeProvider time)
    {
        Client = new RegistryClient(options);
        _http = Client.CreateHttpClient();
        var stores = new ChartStoreFinder(Client, _http, time);
        Runner = new DeliveryRunner(Client, options, stores, destination);
        Preflight = new Preflight(options, stores, destination);
    }

    public RegistryClient Client { get; }

    public DeliveryRunner Runner { get; }

    public Preflight Preflight { get; }

    public void Dispose()
    {
        _http.Dispose();
        Client.Dispose();
    }
}
