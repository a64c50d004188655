import Glibc
import Testing

@testable import Ingress

@Suite("The number of processors")
struct ProcessorCountTests {
    @Test(
        "the processors that a process may use are counted in its status",
        arguments: [
            ("Name:\tx\nCpus_allowed:\t3\nCpus_allowed_list:\t0-1\n", 2),
            ("Cpus_allowed:\tff,ffffffff\n", 40), ("Cpus_allowed:\t00000000,0000000A", 2),
            ("Cpus_allowed:\t0\n", nil), ("Cpus_allowed_list:\t0-1\n", nil), ("", nil),
        ])
    func allowed(status: String, count: Int?) {
        #expect(ProcessorCount.allowed(inStatus: status) == count)
    }

    @Test("there is one at least, and no more than the machine has")
    func available() {
        #expect(ProcessorCount.available >= 1)
        #expect(ProcessorCount.available <= sysconf(Int32(_SC_NPROCESSORS_CONF)))
    }
}
