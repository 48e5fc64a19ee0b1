using Wsm.ChartStores;
using Wsm.Delivery.Preflights;
using Wsm.Oci.Registry;

namespace Wsm.Delivery;

/// <summary>The connections of one delivery, and those who work with them.</summary>
internal sealed class Carrier : IDisposable
{
    private readonly HttpClient _http;

    public Carrier(RegistryOptions options, Destination destination, TimeProvider time)
    {
        Client = new RegistryClient(options);
        _http = new HttpClient(new WebHandler(options));
        var stores = new ChartStoreFinder(Client, _http, time);
        Shipper = new Shipper(Client, options, stores, destination);
        Preflight = new Preflight(options, stores, destination);
    }

    public RegistryClient Client { get; }

    public Shipper Shipper { get; }

    public Preflight Preflight { get; }

    public void Dispose()
    {
        _http.Dispose();
        Client.Dispose();
    }
}
