import Logging
import Settings
import Store

extension Gateway {
    /// What seals credentials of the settings API; nil: none are taken.
    func seal() throws(GatewayError) -> CredentialSeal? {
        guard let path = settings.storeKeyFile else { return nil }
        do throws(CredentialSeal.KeyProblem) {
            return try CredentialSeal(keyFile: path)
        } catch {
            throw .admin("\(error)")
        }
    }

    /// The settings of interviews that the store holds, before anything is planned.
    func takeSettings(
        _ store: any Store, _ current: CurrentConfiguration
    ) throws(GatewayError) {
        do throws(StoreError) {
            for line in current.take(stored: try store.interviewSettings()) {
                logger.warning("\(line)")
            }
        } catch {
            throw .store("\(error)")
        }
    }
}
